"""grpcurl, as somebody would type it who has nothing but the address."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.tools import tool

#: Seconds for a call, and for a whole watch.
CALL_SECONDS = 60
WATCH_SECONDS = 240
ANALYSES = "codevoyage.analysis.v1.AnalysisService"
#: The contracts, for calls of services that reflection does not know.
PROTO = Path(__file__).parents[2] / "proto"

Message = dict[str, Any]


@dataclass(frozen=True)
class Grpcurl:
    """target: host:port of the gateway."""

    target: str

    def __call__(self, *arguments: str) -> str:
        """Standard output of a call that succeeds."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempt(self, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A call that may fail. options: those that stand before the address."""
        command = [*self._program(), *options, self.target, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=CALL_SECONDS, check=False)

    def ask(self, method: str, **request: object) -> Message:
        """A method of AnalysisService with one answer."""
        done = self.attempt(f"{ANALYSES}/{method}", options=("-d", json.dumps(request)))
        assert done.returncode == 0, done.stderr
        answer: Message = json.loads(done.stdout)
        return answer

    @contextmanager
    def watch(self, name: str, *, cursor: str) -> Iterator[Iterator[Message]]:
        """The messages of a WatchAnalysis as they are printed. Leaving the block kills grpcurl with SIGKILL."""
        request = json.dumps({"name": name, "cursor": cursor})
        options = ("-max-time", str(WATCH_SECONDS), "-d", request)
        command = [*self._program(), *options, self.target, f"{ANALYSES}/WatchAnalysis"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            try:
                yield _messages(process)
            finally:
                process.kill()

    def _program(self) -> list[str]:
        return [tool("grpcurl", built_by="tools/go-tools"), "-plaintext"]


def _messages(process: subprocess.Popen[bytes]) -> Iterator[Message]:
    """Whole objects. At the end of a stream that ended by itself grpcurl must have been content."""
    assert process.stdout is not None
    lines: list[bytes] = []
    for line in process.stdout:
        lines.append(line)
        if line.rstrip() == b"}":  # the outermost brace: the inner ones are indented
            yield json.loads(b"".join(lines))
            lines.clear()
    assert process.wait() == 0
    assert not lines
