"""How each part of a stack is: what the system says of its process, and what the part says of itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from codevoyage_cli.stack import probes
from codevoyage_cli.stack.folder import data_folder
from codevoyage_cli.stack.leftovers import is_alive
from codevoyage_cli.stack.lock import is_locked
from codevoyage_cli.stack.part import Health
from codevoyage_cli.stack.state import PartState, PartStatus, StackState, read_state
from codevoyage_common.rpc.health.probe import is_serving


@dataclass(frozen=True, kw_only=True)
class PartCheckup:
    """One part. uptime: seconds. memory: resident bytes, of the process and those it started."""

    name: str
    status: PartStatus
    healthy: bool
    pid: int | None
    port: int | None
    uptime: float | None
    memory: int | None
    restarts: int
    log: str


@dataclass(frozen=True, kw_only=True)
class StackCheckup:
    """The whole stack."""

    state: StackState
    parts: tuple[PartCheckup, ...]

    @property
    def healthy(self) -> bool:
        """Whether every part is."""
        return bool(self.parts) and all(part.healthy for part in self.parts)


def checkup(data_dir: Path | None) -> StackCheckup | None:
    """Asks every part at the same time, a silent one twice, within four seconds; None when no stack is up."""
    folder = data_folder(data_dir)
    state = read_state(folder.state)
    if state is None or not is_locked(folder.lock):
        return None
    return StackCheckup(state=state, parts=asyncio.run(_all(state)))


async def _all(state: StackState) -> tuple[PartCheckup, ...]:
    return tuple(await asyncio.gather(*(_one(part) for part in state.parts)))


async def _one(part: PartState) -> PartCheckup:
    alive = is_alive(part.pid, part.created)
    port = int(part.address.rpartition(":")[2]) if part.address else None
    return PartCheckup(
        name=part.name,
        status=part.status,
        # On a busy machine a part that is well may take longer than a probe waits: it is asked twice.
        healthy=alive and (await _answers(part, port) or await _answers(part, port)),
        pid=part.pid if alive else None,
        port=port,
        uptime=time.time() - part.created if alive else None,
        memory=_memory(part.pid) if alive else None,
        restarts=part.restarts,
        log=part.log,
    )


async def _answers(part: PartState, port: int | None) -> bool:
    if port is None or part.address is None:
        return part.status is PartStatus.RUNNING
    match part.health:
        case Health.GRPC:
            return await asyncio.to_thread(is_serving, part.address)
        case Health.HTTP:
            return await probes.http_answers(port, "/healthz")
        case _:
            return await probes.listens(port)


def _memory(pid: int) -> int | None:
    total = 0
    try:
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            total += _private_memory(member)
    except psutil.Error:
        return None
    return total


def _private_memory(process: psutil.Process) -> int:
    """Without what it shares: PostgreSQL's buffers would count once for each connection."""
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))
