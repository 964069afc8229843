"""Two hundred watches of one run, each resumed by cursor whenever its stream breaks, as a page or a script does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import grpc
from grpc_status import rpc_status

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from tests.faults.waiting import RUN_SECONDS, SOON_SECONDS

#: How a stream ends that may be resumed: the server drains, or the gateway is gone; or, without a reason of ours, the
#: server was killed behind the gateway, which resets its streams.
UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
RESET = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN})
#: Seconds before a stream is opened again, doubled each time up to the longest, as the command does.
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0


@dataclass
class Watcher:
    """One client's watch of one run."""

    name: str
    sequences: list[int] = field(default_factory=list)
    #: When the first message of each stream came, by the monotonic clock.
    opened: list[float] = field(default_factory=list)
    ended: bool = False

    async def run(self, stub: AnalysisServiceStub) -> None:
        """Watches from the first event to the last."""
        cursor, pause = "0", FIRST_PAUSE
        while not self.ended:
            first = True
            try:
                request = pb.WatchAnalysisRequest(name=self.name, cursor=cursor)
                async for message in stub.WatchAnalysis(request, timeout=RUN_SECONDS):  # type: ignore[attr-defined]
                    if first:
                        self.opened.append(time.monotonic())
                        first = False
                    cursor, pause = message.cursor, FIRST_PAUSE
                    if message.HasField("event"):
                        self.sequences.append(message.event.sequence)
                self.ended = True
            except grpc.aio.AioRpcError as error:
                told = rpc_status.from_call(error) is not None  # type: ignore[arg-type]
                if error.code() is not UNAVAILABLE and (told or error.code() not in RESET):
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)


class Watchers:
    """Many clients' watches of one run."""

    def __init__(self, name: str, *, count: int) -> None:
        self.all = [Watcher(name) for _ in range(count)]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, stub: AnalysisServiceStub) -> None:
        """Opens them all."""
        self._tasks = [asyncio.ensure_future(watcher.run(stub)) for watcher in self.all]

    async def all_opened(self, *, times: int) -> list[float]:
        """Waits until each has had messages on so many streams. Returns when each of them had the first one."""
        await self._all(lambda watcher: len(watcher.opened) >= times)
        return [watcher.opened[times - 1] for watcher in self.all]

    async def all_had(self, *, events: int) -> None:
        """Waits until each has had so many events."""
        await self._all(lambda watcher: len(watcher.sequences) >= events)

    async def all_ended(self) -> None:
        """Waits until the run has ended, for all."""
        async with asyncio.timeout(RUN_SECONDS):
            await asyncio.gather(*self._tasks)

    async def _all(self, holds: Callable[[Watcher], bool]) -> None:
        end = time.monotonic() + SOON_SECONDS
        while missing := [watcher for watcher in self.all if not holds(watcher)]:
            for task in self._tasks:
                if task.done():
                    task.result()
            assert not missing[0].ended, f"the run ended before: {missing[0]}"
            assert time.monotonic() < end, f"{len(missing)} watches did not get there: {missing[0]}"
            await asyncio.sleep(0.01)
