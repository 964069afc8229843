"""Peak memory of a worker's Python processes together, and of its git processes, looked at while they work."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Final, Self

import psutil

#: Seconds between two looks.
_LOOK: Final = 0.1


class PeakMemory:
    """Use it in a `with` around the work. Resident bytes; what processes share is counted for each."""

    def __init__(self, worker: int) -> None:
        self._worker = psutil.Process(worker)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.python_bytes = 0
        self.git_bytes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        ours = self._worker.cmdline()
        while not self._done.wait(_LOOK):
            python, of_git = 0, 0
            for process in (self._worker, *self._worker.children(recursive=True)):
                try:
                    if process.pid != self._worker.pid and process.cmdline() == ours:
                        continue  # it becomes git in a moment; until then all of its memory is the worker's
                    size = process.memory_info().rss
                    if process.name().startswith("git"):
                        of_git += size
                    else:
                        python += size
                except psutil.Error:  # it has ended
                    continue
            self.python_bytes = max(self.python_bytes, python)
            self.git_bytes = max(self.git_bytes, of_git)
