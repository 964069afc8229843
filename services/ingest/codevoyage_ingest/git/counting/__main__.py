"""`python -m codevoyage_ingest.git.counting`: compile and keep, so that no reading waits for it.

It takes seconds, and whoever started it may be killed meanwhile: then it ends too, so that nothing of a stack is left.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from typing import Final

from codevoyage_ingest.git.counting.kernel import kernel

#: Of prctl(2): which signal this process gets when its parent ends.
_PARENT_DEATH_SIGNAL: Final = 1


def main() -> None:
    """Compiles, with the least priority."""
    os.nice(19)
    if sys.platform == "linux":  # at once; elsewhere as soon as this process comes to look
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    kernel()


def _end_with_parent() -> None:
    """Standard input is a pipe that the parent holds and never writes to."""
    os.read(sys.stdin.fileno(), 1)  # not by a buffer, whose lock this thread would hold when the interpreter ends
    os._exit(1)


if __name__ == "__main__":
    main()
