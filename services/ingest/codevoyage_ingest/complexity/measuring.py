"""The contents of many blobs measured by several processes, while something else is being done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.complexity.measure import LARGEST_BYTES, Measure, Outcome
from codevoyage_ingest.complexity.process import MeasurerProcess
from codevoyage_ingest.git.object_stream import ObjectStream
from codevoyage_ingest.git.runner import Git

#: Contents that one process measures in a row: neighbours of a tree come out of a pack together.
_RUN: Final = 64


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is to be measured: a blob (raw id), and a name whose ending tells its language; empty: its indentation
    alone."""

    blob: bytes
    name: bytes


class Measuring:
    """Begins at once. Use it in a `with`: leaving the block ends what is left to do.

    Errors, from `wait`: Cancelled, RepositoryCorrupt, and as git's end means.
    """

    def __init__(self, git: Git, contents: Sequence[Content], *, processes: int, cancelled: Callable[[], bool]) -> None:
        self._git = git
        self._cancelled = cancelled
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._runs = [contents[at : at + _RUN] for at in range(0, len(contents), _RUN)][::-1]
        self._errors: list[Exception] = []
        self._found: dict[Content, Measure] = {}
        self._threads = [
            threading.Thread(target=self._serve, name=f"complexity {number}", daemon=True)
            for number in range(min(processes, len(self._runs)))
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()  # bounded: by one content's time

    def wait(self) -> dict[Content, Measure]:
        """All measures."""
        for thread in self._threads:
            thread.join()  # bounded: `cancelled` ends each after its content
        if self._errors:
            raise self._errors[0]
        return self._found

    def _serve(self) -> None:
        try:
            with MeasurerProcess() as process:
                while (run := self._next()) is not None:
                    self._measure(process, run)
        except Exception as error:  # noqa: BLE001  whoever waits raises it
            self._errors.append(error)
            self._stopped.set()

    def _next(self) -> Sequence[Content] | None:
        with self._lock:
            return self._runs.pop() if self._runs and not self._stopped.is_set() else None

    def _measure(self, process: MeasurerProcess, run: Sequence[Content]) -> None:
        with ObjectStream(self._git, [content.blob for content in run], cancelled=self._stops) as stream:
            for content in run:
                stream.check_cancelled()
                _, size = stream.header()
                if size > LARGEST_BYTES:
                    for _ in stream.pieces(size):
                        pass
                    measure = Measure(Outcome.TOO_LARGE)
                else:
                    measure = process.measure(content.name, stream.take(size, limit=LARGEST_BYTES))
                with self._lock:
                    self._found[content] = measure
            stream.finish()

    def _stops(self) -> bool:
        return self._stopped.is_set() or self._cancelled()
