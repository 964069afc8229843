"""What a stack says while it starts and stops, to whoever shows it: as values, and as lines between processes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self


class What(StrEnum):
    """What happened."""

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"
    NOTE = "note"  #: for the person, of no part
    UP = "up"  #: the whole stack; `detail` is its address
    KEPT = "kept"  #: it was temporary, and stays
    USED = "used"  #: who started it has let go; it stays until the others have
    BROKEN = "broken"  #: the stack did not start; `detail` is the sentence
    TAKEN = "taken"  #: the data folder has a stack already


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of progress. seconds: how long it took, 0 where that means nothing."""

    what: What
    part: str = ""
    detail: str = ""
    seconds: float = 0.0

    def to_line(self) -> str:
        """One line of JSON, with its end."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Reads what `to_line` wrote."""
        raw = json.loads(line)
        return cls(**{**raw, "what": What(raw["what"])})


Report = Callable[[Event], None]


def silent(_: Event) -> None:
    """A report that nobody reads."""
