"""One measurer process, started again when a content was too much for it."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
from types import TracebackType
from typing import IO, Final, Self, cast

from codevoyage_ingest.complexity.measure import MEASURE_BYTES, Measure, Outcome, request_head
from codevoyage_ingest.complexity.measurer import CONTENT_SECONDS
from codevoyage_ingest.git.limits import Limits, confine

#: Of one measurer. Contents have a megabyte at most; lizard takes some hundred times as much in the worst case.
_LIMITS: Final = Limits(memory_bytes=512 << 20, file_bytes=1 << 20, processor_seconds=4 * 3600)
#: Seconds beyond which it did not even notice its own alarm.
_ANSWER_SECONDS: Final = CONTENT_SECONDS + 5.0
_END_SECONDS: Final = 5.0


class MeasurerProcess:
    """Use it in a `with`, from one thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def measure(self, name: bytes, content: bytes) -> Measure:
        """The measure of one content; FAILED if the process did not survive it, or not in time."""
        process = self._started()
        try:
            stdin = cast("IO[bytes]", process.stdin)
            stdin.write(request_head(name, len(content)) + name + content)
            stdin.flush()
            answer = self._answer(process)
        except OSError:  # a pipe that broke
            answer = b""
        if len(answer) < MEASURE_BYTES:
            self._end()
            return Measure(Outcome.FAILED)
        return Measure.unpacked(answer)

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes:
        stdout = cast("IO[bytes]", process.stdout).fileno()
        answer = b""
        while len(answer) < MEASURE_BYTES:
            ready, _, _ = select.select([stdout], [], [], _ANSWER_SECONDS)
            piece = os.read(stdout, MEASURE_BYTES - len(answer)) if ready else b""
            if not piece:
                break
            answer += piece
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "codevoyage_ingest.complexity.measurer"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
            )
            confine(self._process.pid, _LIMITS)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # it holds nothing
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                cast("IO[bytes]", pipe).close()
