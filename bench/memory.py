"""Peak memory of the Python processes of some parts together, and of their git processes, looked at while they work."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Final, Self

import psutil

#: Seconds between two looks.
_LOOK: Final = 0.1


class PeakMemory:
    """Use it in a `with` around the work. Resident bytes; what processes share is counted for each."""

    def __init__(self, *parts: int) -> None:
        self._parts = {psutil.Process(part): psutil.Process(part).cmdline() for part in parts}
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
        while not self._done.wait(_LOOK):
            looks = [self._sizes(part, command) for part, command in self._parts.items()]
            self.python_bytes = max(self.python_bytes, sum(python for python, _ in looks))
            self.git_bytes = max(self.git_bytes, sum(of_git for _, of_git in looks))

    def _sizes(self, part: psutil.Process, command: list[str]) -> tuple[int, int]:
        """Bytes of a part's Python processes, and of its git processes."""
        python, of_git = 0, 0
        for process in (part, *part.children(recursive=True)):
            try:
                if process.pid != part.pid and process.cmdline() == command:
                    continue  # it becomes git in a moment; until then all of its memory is the part's
                size = process.memory_info().rss
                if process.name().startswith("git"):
                    of_git += size
                else:
                    python += size
            except psutil.Error:  # it has ended
                continue
        return python, of_git
