"""What several threads read of many commits, taken chunk by chunk; whoever leaves ends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self

from codevoyage_ingest.git.piece_queue import PieceQueue, Read


class PieceStream(Iterator[Read], Generic[Read]):
    """What is read of each chunk in turn; git is at work from the first moment, as far ahead as may wait.

    Exhaust it, or leave it by `close` or a `with`: either ends git.
    """

    def __init__(self, queue: PieceQueue[Read], threads: list[threading.Thread]) -> None:
        self._queue = queue
        self._threads = threads
        self._results = queue.results()
        for thread in threads:
            thread.start()

    def __next__(self) -> Read:
        try:
            return next(self._results)
        except BaseException:  # StopIteration too
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self._queue.stop()  # nobody closed it: at least let the threads and their processes end

    def close(self) -> None:
        """End git and the threads that talk to it."""
        self._queue.stop()
        for thread in self._threads:
            thread.join()  # bounded: each looks at `stopped` four times a second
