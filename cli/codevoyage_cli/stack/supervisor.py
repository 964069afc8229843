"""Keeps parts running: starts them, starts them again when they die, and says when that helps no more.

Starting helps no more when a part ends by itself, again and again, right after its start. One that was ready and was
killed is started again however often that happens.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.child import Child
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.log_file import keep_bounded, last_lines
from codevoyage_cli.stack.part import Job, Part
from codevoyage_cli.stack.report import Event, Report, What
from codevoyage_cli.stack.state import PartState, PartStatus, Phase, StackState, write_state

#: Seconds: who did not live so long after it was ready died quickly. Longer than the start of a worker, which is
#: ready as soon as it runs.
QUICK_SECONDS: Final = 10.0
#: Quick deaths in a row after which the next one would be no different.
MAX_QUICK_DEATHS: Final = 5
#: Signals that a process earns by its own mistakes. All others come from outside: from a person, or from a kernel that
#: is short of memory. Those say nothing about how the next start will go.
_OWN_FAULTS: Final = frozenset(
    {signal.SIGILL, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGSEGV, signal.SIGSYS, signal.SIGTRAP}
)
#: Seconds before the second start, doubled each time up to the longest: a machine that kills whatever it is given is
#: not kept busy, and nobody waits for longer than a start takes anyway.
BACK_OFF_SECONDS: Final = 0.25
BACK_OFF_MAX_SECONDS: Final = 2.0
#: Seconds between two looks at a part that is starting: at first less than a person notices, then less than a log does.
_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.25
#: Seconds between two looks at the size of logs.
_LOG_PAUSE: Final = 30.0


@dataclass
class _Kept:
    part: Part
    state: PartState
    settled: asyncio.Event = field(default_factory=asyncio.Event)  #: ready, or failed
    child: Child | None = None
    task: asyncio.Task[None] | None = None
    ready_at: float | None = None  #: by the monotonic clock; None: not yet
    stopping: bool = False


class Supervisor:
    """All parts of one stack. Use it on the main thread's event loop: children are tied to the thread that forks."""

    def __init__(self, folder: DataFolder, *, state: StackState, report: Report) -> None:
        self._folder = folder
        self._state = state
        self._report = report
        self._kept: dict[str, _Kept] = {}
        self._jobs: set[Child] = set()
        self._logs = asyncio.ensure_future(self._bound_logs())

    @property
    def state(self) -> StackState:
        """As it is written down."""
        return self._state

    def enter(self, phase: Phase) -> None:
        """Writes down where the stack as a whole stands."""
        self._state = replace(self._state, phase=phase)
        write_state(self._folder.state, self._state)

    def stay(self) -> None:
        """Writes down that the stack is no longer temporary."""
        self._state = replace(self._state, temporary=False)
        write_state(self._folder.state, self._state)
        self._report(Event(what=What.KEPT))

    async def start(self, part: Part) -> None:
        """Starts a part and returns when it is ready.

        Raises StackError when it died again and again, or was not ready in its time.
        """
        began = time.monotonic()
        log = self._folder.logs / f"{part.name}.log"
        kept = _Kept(
            part,
            PartState(
                name=part.name, status=PartStatus.STARTING, log=str(log), health=part.health, address=part.address
            ),
        )
        self._kept[part.name] = kept
        self._note(kept)
        self._report(Event(what=What.STARTING, part=part.name))
        kept.task = asyncio.ensure_future(self._keep(kept))
        try:
            await asyncio.wait_for(kept.settled.wait(), part.ready_seconds)
        except TimeoutError:
            raise self._failure(part.name, f"was not ready after {part.ready_seconds:.0f} s") from None
        if kept.state.status is PartStatus.FAILED:
            raise self._failure(part.name, f"ended {MAX_QUICK_DEATHS} times right after its start")
        self._report(Event(what=What.READY, part=part.name, seconds=time.monotonic() - began))

    async def run(self, job: Job) -> None:
        """Runs a job to its end.

        Raises StackError when it fails or takes too long.
        """
        began = time.monotonic()
        self._report(Event(what=What.STARTING, part=job.name))
        child = await Child.start(job, log=self._folder.logs / f"{job.name}.log", folder=self._folder.root)
        self._jobs.add(child)
        try:
            code = await asyncio.wait_for(child.wait(), job.seconds)
        except TimeoutError:
            raise self._failure(job.name, f"was not done after {job.seconds:.0f} s") from None
        finally:
            await child.kill()
            self._jobs.discard(child)
        if code != 0:
            raise self._failure(job.name, f"ended with exit code {code}")
        self._report(Event(what=What.READY, part=job.name, seconds=time.monotonic() - began))

    async def stop(self, names: Iterable[str]) -> None:
        """Stops these parts, side by side; those that were never started are stopped already."""
        await asyncio.gather(*(self._stop(self._kept[name]) for name in names if name in self._kept))

    async def close(self) -> None:
        """Ends whatever is left."""
        self._logs.cancel()
        await asyncio.gather(*(child.kill() for child in self._jobs))
        await self.stop([name for name, kept in self._kept.items() if kept.state.status is not PartStatus.STOPPED])

    async def _keep(self, kept: _Kept) -> None:
        part = kept.part
        in_a_row = 0  # quick deaths, for whatever reason: how long to wait
        own = 0  # those of them that are its own doing: when to give up
        while not kept.stopping:
            kept.ready_at = None
            child = await Child.start(part, log=self._folder.logs / f"{part.name}.log", folder=self._folder.root)
            kept.child = child
            self._note(kept, pid=child.pid, created=child.created)
            waiting = asyncio.ensure_future(self._wait_until_ready(kept))
            try:
                code = await child.wait()
            finally:
                waiting.cancel()
            kept.child = None
            if kept.stopping:
                break
            quick = kept.ready_at is None or time.monotonic() - kept.ready_at < QUICK_SECONDS
            killed = kept.ready_at is not None and _killed_from_outside(code)
            in_a_row = in_a_row + 1 if quick else 1
            own = own if killed else own + 1 if quick else 1
            if own >= MAX_QUICK_DEATHS:
                self._note(kept, status=PartStatus.FAILED, pid=0, created=0.0)
                kept.settled.set()
                self._report(Event(what=What.FAILED, part=part.name, detail=f"see {kept.state.log}"))
                return
            self._note(kept, status=PartStatus.RESTARTING, pid=0, created=0.0, restarts=kept.state.restarts + 1)
            self._report(Event(what=What.RESTARTING, part=part.name, detail=_ending(code)))
            await asyncio.sleep(min(BACK_OFF_SECONDS * 2.0 ** min(in_a_row - 1, 10), BACK_OFF_MAX_SECONDS))

    async def _wait_until_ready(self, kept: _Kept) -> None:
        ready = kept.part.ready
        pause = _FIRST_PAUSE
        while ready is not None and not await ready():
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        kept.ready_at = time.monotonic()
        self._note(kept, status=PartStatus.RUNNING)
        kept.settled.set()

    async def _stop(self, kept: _Kept) -> None:
        began = time.monotonic()
        part = kept.part
        kept.stopping = True
        if kept.child is not None:
            self._report(Event(what=What.STOPPING, part=part.name))
            if not await kept.child.stop(number=part.stop_signal, seconds=part.stop_seconds):
                detail = f"{part.name} did not end in {part.stop_seconds:.0f} s and was killed."
                self._report(Event(what=What.NOTE, detail=detail))
        if kept.task is not None:
            kept.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await kept.task
        self._note(kept, status=PartStatus.STOPPED, pid=0, created=0.0)
        self._report(Event(what=What.STOPPED, part=part.name, seconds=time.monotonic() - began))

    def _note(
        self,
        kept: _Kept,
        *,
        status: PartStatus | None = None,
        pid: int | None = None,
        created: float | None = None,
        restarts: int | None = None,
    ) -> None:
        old = kept.state
        kept.state = replace(
            old,
            status=old.status if status is None else status,
            pid=old.pid if pid is None else pid,
            created=old.created if created is None else created,
            restarts=old.restarts if restarts is None else restarts,
        )
        self._state = self._state.with_part(kept.state)
        write_state(self._folder.state, self._state)

    def _failure(self, name: str, what: str) -> StackError:
        log = self._folder.logs / f"{name}.log"
        lines = last_lines(log)
        return StackError(f"{name} {what}. Its log is {log}" + (f"; it ends with:\n{lines}" if lines else "."))

    async def _bound_logs(self) -> None:
        while True:
            await asyncio.sleep(_LOG_PAUSE)
            for log in self._folder.logs.glob("*.log"):
                keep_bounded(log)


def _killed_from_outside(code: int) -> bool:
    return code < 0 and -code not in _OWN_FAULTS


def _ending(code: int) -> str:
    return f"it ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"
