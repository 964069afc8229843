"""How much memory git's processes took: a running maximum over all children of a worker."""

from __future__ import annotations

import resource
import sys
import threading
from pathlib import Path

#: `ru_maxrss` counts KiB on Linux and bytes on macOS.
_RUSAGE_UNIT = 1 if sys.platform == "darwin" else 1024


class PeakMemory:
    """The largest resident size that any one git process reached, in bytes. Safe to share between threads."""

    def __init__(self) -> None:
        self._peak = 0
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """0 where nothing was seen yet."""
        return self._peak

    def sample(self, pid: int) -> None:
        """Note the high-water mark of a process that still runs (Linux; elsewhere nothing happens)."""
        try:
            status = Path(f"/proc/{pid}/status").read_bytes()
        except OSError:
            return
        at = status.find(b"VmHWM:")  # absent in a zombie, which has no memory any more
        if at >= 0:
            self._note(int(status[at + 6 : status.index(b"kB", at)]) * 1024)

    def reaped(self, usage: resource.struct_rusage) -> None:
        """Note what the kernel counted for an ended child and the descendants it waited for.

        A child is born as a copy of this process, and the kernel counts that copy as its own: only a figure above our
        own maximum surely belongs to git.
        """
        if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
            self._note(usage.ru_maxrss * _RUSAGE_UNIT)

    def _note(self, size: int) -> None:
        with self._lock:
            self._peak = max(self._peak, size)
