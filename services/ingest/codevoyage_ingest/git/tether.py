"""A tether: whatever git this worker started ends with it, even when the worker is killed and can do nothing more.

git's processes are in groups of their own, so that each can be ended whole; nobody else ends them. A small process
of our own knows the groups that are alive, and reads from a pipe that breaks when the worker is gone.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final, cast

_PROGRAM: Final = Path(__file__).with_name("tether_process.py")
#: Seconds for it to end after its pipe was closed; it only has to see the end of it.
_END_SECONDS: Final = 5.0


class Tether:
    """The groups of one worker process; safe to share between threads. Nothing is started before `start` or `hold`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process beside us, so that the first git need not wait for it."""
        with self._lock:
            self._started()

    def hold(self, group: int) -> None:
        """From now on the group ends with this process."""
        with self._lock:
            self._groups.add(group)
            self._tell(b"+", group)

    def release(self, group: int) -> None:
        """The group is ending by itself; call it while its leader still holds the number."""
        with self._lock:
            self._groups.discard(group)
            self._tell(b"-", group)

    def close(self) -> None:
        """Ends all groups that are left, and the process beside us."""
        with self._lock:
            process, self._process = self._process, None
            self._groups.clear()
        if process is not None:
            with contextlib.suppress(OSError):
                cast("IO[bytes]", process.stdin).close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_END_SECONDS)

    def _tell(self, sign: bytes, group: int) -> None:
        stdin = self._started()
        try:
            stdin.write(b"%b%d\n" % (sign, group))
        except OSError:  # somebody killed it: the next one is told of all that it must know
            self._process = None
            stdin = self._started()
            for each in self._groups:
                stdin.write(b"+%d\n" % each)

    def _started(self) -> IO[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                # Nothing of ours is imported: it starts in milliseconds, and takes little memory.
                [sys.executable, "-I", "-S", str(_PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                start_new_session=True,
            )
        return cast("IO[bytes]", self._process.stdin)
