"""One git child: its output as a stream, its complaints as a typed error, its whole group ended with it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import IO, Self, cast

from codevoyage_ingest.errors import Cancelled, GitTimedOut, IngestError, QuotaExceeded
from codevoyage_ingest.git.failures import failure
from codevoyage_ingest.git.limits import Limits, confine
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.tether import Tether

#: Bytes of standard error that are kept: enough for any reason git gives.
_STDERR_BYTES = 64 << 10

#: Bytes of an answer that is held whole; the largest public trees (500,000 files) take a fifth of it.
_OUTPUT_BYTES = 256 << 20

#: Seconds between two looks at `cancelled` while git is silent; far below the 5 s in which it must be gone.
_CANCEL_INTERVAL = 0.25

#: Seconds between two looks at its memory.
_MEMORY_INTERVAL = 0.05

#: Bytes of output that git may be ahead of us; the kernel's bound for anybody, as its 64 KiB are a few blobs.
_PIPE_BYTES = 1 << 20

#: Seconds that git gets to end once its output has ended; it only has to return from `main`.
_END_SECONDS = 30.0

#: Seconds to wait for a thread whose pipe's other end is gone.
_JOIN_SECONDS = 5.0


class GitProcess:
    """A running git; use it in a `with`, which ends its process group however the block is left.

    One thread at a time uses it; only `feed` and what git says on standard error have threads of their own.
    """

    def __init__(
        self,
        arguments: list[str],
        *,
        environment: dict[str, str],
        command: str,
        source: str,
        directory: str,
        limits: Limits,
        memory: PeakMemory,
        cancelled: Callable[[], bool],
        on_line: Callable[[bytes], None] | None,
        stdin: bool,
        seconds: float,
        tether: Tether | None,
    ) -> None:
        self._command = command
        self._source = source
        self._directory = directory
        self._limits = limits
        self._memory = memory
        self._cancelled = cancelled
        self._on_line = on_line
        self.complaints = b""  #: its last words on standard error, complete after `finish`
        self._sampled = 0.0
        self._sign_of_life = time.monotonic()
        self._seconds = seconds
        self._deadline = self._sign_of_life + seconds
        self._feeder: threading.Thread | None = None
        self._popen = subprocess.Popen(
            arguments,
            env=environment,
            cwd="/",
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            process_group=0,
        )
        self._tether = tether
        if tether is not None:
            tether.hold(self._popen.pid)
        confine(self._popen.pid, limits)
        self._stdout = cast("IO[bytes]", self._popen.stdout).fileno()
        _widen(self._stdout)
        self._poll = select.poll()
        self._poll.register(self._stdout, select.POLLIN)
        self._drain = threading.Thread(target=self._drain_stderr, name=f"git {command} stderr", daemon=True)
        self._drain.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, size: int = 1 << 20) -> bytes:
        """The next bytes of its output, at least one; empty at the end.

        Errors: Cancelled within a quarter of a second, GitTimedOut after too long a silence or in all.
        """
        self._wait_for_output()
        return os.read(self._stdout, size)

    def read_into(self, *buffers: memoryview) -> int:
        """The same, into memory that is there, one buffer after the other. How many bytes it were, 0 at the end."""
        self._wait_for_output()
        return os.readv(self._stdout, buffers)

    def _wait_for_output(self) -> None:
        self._sign_of_life = time.monotonic()  # silence counts only while somebody waits
        while not self._poll.poll(_CANCEL_INTERVAL * 1000):
            self.check_cancelled()
            self._check_time(time.monotonic())
        now = time.monotonic()
        if now - self._sampled > _MEMORY_INTERVAL:
            self._sampled = now
            self._memory.sample(self._popen.pid)
            self.check_cancelled()
            self._check_time(now)

    def write(self, content: bytes) -> None:
        """Hand bytes to its standard input. Errors: as `finish`, when it has died."""
        try:
            self._write(content)
        except BrokenPipeError:
            self.check_cancelled()
            raise self._reason() from None

    def close_stdin(self) -> None:
        """Say that nothing more comes."""
        self._memory.sample(self._popen.pid)  # while it surely still has its memory
        if self._popen.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()

    def feed(self, pieces: Iterable[bytes]) -> None:
        """Write all pieces from a thread of its own, then say that nothing more comes; read meanwhile."""

        def run() -> None:
            with contextlib.suppress(BrokenPipeError):  # it died: the reader learns why by `finish`
                for piece in pieces:
                    self._write(piece)
                self.close_stdin()

        self._feeder = threading.Thread(target=run, name=f"git {self._command} stdin", daemon=True)
        self._feeder.start()

    def finish(self) -> None:
        """Wait for its end after its output has ended. Errors: the typed one that its exit code and stderr mean."""
        if self._feeder is not None:
            self._feeder.join(_JOIN_SECONDS)
        self.close_stdin()
        if not self._reap(_END_SECONDS):
            self.close()
            raise GitTimedOut(self._command, _END_SECONDS)
        if self._popen.returncode != 0:
            self.check_cancelled()
            raise self._reason()

    def output(self) -> bytes:
        """Everything that is left of its output, then `finish`. Errors: QuotaExceeded if it is not small."""
        pieces, size = [], 0
        while piece := self.read():
            pieces.append(piece)
            size += len(piece)
            if size > _OUTPUT_BYTES:
                self.close()
                raise QuotaExceeded(
                    f"{self._source} has more entries than can be read here. Ask the operator to raise the bound.",
                    bound=f"output of git {self._command}",
                    value=_OUTPUT_BYTES,
                    unit="bytes",
                )
        self.finish()
        return b"".join(pieces)

    def check_cancelled(self) -> None:
        """End it and raise Cancelled if somebody asked to stop."""
        if self._cancelled():
            self.close()
            raise Cancelled

    def close(self) -> None:
        """End the whole process group, at once and without regard; nothing happens when it has ended already."""
        if self._popen.returncode is None:
            # The leader was not waited for, so that its number cannot belong to anybody else by now.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)
            self._reap(_END_SECONDS)
        for thread in (self._feeder, self._drain):
            if thread is not None and thread is not threading.current_thread():
                thread.join(_JOIN_SECONDS)
        for pipe in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _write(self, content: bytes) -> None:
        stdin, view = cast("IO[bytes]", self._popen.stdin), memoryview(content)
        while view:
            view = view[stdin.write(view) :]  # unbuffered: it may take a part

    def _check_time(self, now: float) -> None:
        silent, late = now - self._sign_of_life > self._limits.silence_seconds, now > self._deadline
        if silent or late:
            self.close()
            raise GitTimedOut(self._command, self._limits.silence_seconds if silent else self._seconds)

    def _reason(self) -> IngestError:
        """The error that it died of; its group is ended if it has not."""
        if not self._reap(_END_SECONDS):
            self.close()
        self._drain.join(_JOIN_SECONDS)
        return failure(
            command=self._command,
            exit_code=self._popen.returncode or 0,
            stderr=self.complaints,
            source=self._source,
            directory=self._directory,
            limits=self._limits,
        )

    def _reap(self, seconds: float) -> bool:
        """Whether it ended within the time. By `wait4`, which alone tells what a child used."""
        pause, until = 0.0002, time.monotonic() + seconds
        while self._popen.returncode is None:
            try:
                if self._tether is not None and self._has_ended():
                    self._tether.release(self._popen.pid)  # before its number can be anybody else's
                    self._tether = None
                pid, status, usage = os.wait4(self._popen.pid, os.WNOHANG)
            except ChildProcessError:
                self._popen.returncode = 0  # waited for elsewhere: nothing is known but that it is gone
                break
            if pid:
                self._popen.returncode = os.waitstatus_to_exitcode(status)
                self._memory.reaped(usage)
                break
            if time.monotonic() > until:
                return False
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
        return True

    def _has_ended(self) -> bool:
        """Whether it may be waited for; it keeps its number until then."""
        return os.waitid(os.P_PID, self._popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _drain_stderr(self) -> None:
        """Keep the pipe empty, or git would stop; keep the last words, and hand on progress."""
        stderr, rest = cast("IO[bytes]", self._popen.stderr), b""
        while True:
            try:
                piece = os.read(stderr.fileno(), 65536)
            except (OSError, ValueError):
                break
            if not piece:
                break
            self._sign_of_life = time.monotonic()
            *lines, rest = (rest + piece).replace(b"\r", b"\n").split(b"\n")
            rest = rest[-_STDERR_BYTES:]
            for line in lines:
                if self._on_line is not None:
                    self._on_line(line)
            self.complaints = (self.complaints + b"".join(line + b"\n" for line in lines))[-_STDERR_BYTES:]
        self.complaints = (self.complaints + rest)[-_STDERR_BYTES:]


def _widen(pipe: int) -> None:
    """Let more wait in a pipe, where the system can (Linux) and this user's share of such memory is not used up."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
