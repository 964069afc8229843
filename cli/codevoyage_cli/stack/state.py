"""What is up, written down: for other commands, and for whoever has to clean up after a kill -9."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from codevoyage_cli.stack.part import Health
from codevoyage_cli.stack.private_file import write_private

#: Of the file's form. One of another version is not understood, and not touched.
VERSION: Final = 1


class Phase(StrEnum):
    """Where the stack as a whole stands."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


class PartStatus(StrEnum):
    """Where one part of it stands."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"  #: it died, and waits for its back-off to pass
    FAILED = "failed"  #: it died again and again
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class PartState:
    """One part."""

    name: str
    status: PartStatus
    log: str
    health: Health
    address: str | None = None
    #: With `created` it names the process. 0: none runs.
    pid: int = 0
    created: float = 0.0
    restarts: int = 0


@dataclass(frozen=True, kw_only=True)
class StackState:
    """The whole stack."""

    phase: Phase
    #: The supervisor.
    pid: int
    created: float
    #: The gateway's, on 127.0.0.1.
    port: int
    #: Started for a command, and stops after it.
    temporary: bool = False
    version: int = VERSION
    parts: tuple[PartState, ...] = field(default=())

    @property
    def address(self) -> str:
        """What a person opens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def internal(self) -> dict[str, str]:
        """host:port of each service's own server, behind the gateway: `ingest`, `analysis`, `insights`."""
        servers = ((part.name.removesuffix("-server"), part.address) for part in self.parts)
        return {name: address for name, address in servers if address is not None and self.part(f"{name}-server")}

    def part(self, name: str) -> PartState | None:
        """The part of this name."""
        return next((part for part in self.parts if part.name == name), None)

    def with_part(self, part: PartState) -> Self:
        """The same with this part as it is now; the order of first mention stays."""
        names = [known.name for known in self.parts]
        if part.name not in names:
            return replace(self, parts=(*self.parts, part))
        return replace(self, parts=tuple(part if known.name == part.name else known for known in self.parts))


def write_state(path: Path, state: StackState) -> None:
    """Replaces what was written before."""
    write_private(path, json.dumps(asdict(state), indent=1) + "\n")


def read_state(path: Path) -> StackState | None:
    """What was written last; None when there is nothing, or nothing that this version understands."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        parts = tuple(
            PartState(**{**part, "status": PartStatus(part["status"]), "health": Health(part["health"])})
            for part in raw.pop("parts")
        )
        state = StackState(**{**raw, "phase": Phase(raw["phase"])}, parts=parts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return state if state.version == VERSION else None
