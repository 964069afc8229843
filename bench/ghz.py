"""ghz, an independent load generator, against one RPC; what it says is read, not computed again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.questions import Question

#: As many as a browser has tabs of, or a team has scripts: what the aim of 20 ms is stated for.
CONNECTIONS: Final = 16


@dataclass(frozen=True, kw_only=True)
class Load:
    """What ghz measured. p50, p99: milliseconds, of answers that were no error. errors: by status, most first."""

    requests: int
    per_second: float
    p50: float
    p99: float
    errors: dict[str, int]


class Ghz:
    """Through one address. Raises FileNotFoundError when ghz is not installed."""

    def __init__(self, address: str, *, protoset: Path) -> None:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "codevoyage" / "bin"
        found = shutil.which("ghz", path=f"{cache}{os.pathsep}{os.environ.get('PATH', '')}")
        if found is None:
            raise FileNotFoundError("ghz is not installed: run tools/go-tools ghz")
        self._command = [found, "--insecure", "--protoset", str(protoset), "--disable-template-functions"]
        self._command += ["--disable-template-data", "--format", "json", "--duration-stop", "wait"]
        self._address = address

    def offered(self, question: Question, *, per_second: int, seconds: int) -> Load:
        """So many requests a second, as long as a connection is free; those of the first second, in which connections
        are opened here and behind the gateway, are not counted."""
        skipped = ("--skipFirst", str(per_second))
        return self._run(question, "--rps", str(per_second), "--duration", f"{seconds}s", *skipped)

    def closed(self, question: Question, *, seconds: int) -> Load:
        """Every connection asks again as soon as it has its answer."""
        return self._run(question, "--duration", f"{seconds}s")

    def _run(self, question: Question, *options: str) -> Load:
        many = ["--concurrency", str(CONNECTIONS), "--connections", str(CONNECTIONS), "--timeout", "20s"]
        asked = ["--call", question.method, "--data", json.dumps(question.request)]
        command = [*self._command, *many, *asked, *options, self._address]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return _load(json.loads(done.stdout))


def protoset(folder: Path) -> Path:
    """The contracts as one file, from proto/ alone."""
    path = folder / "codevoyage.protoset"
    subprocess.run(["buf", "build", "--as-file-descriptor-set", "-o", f"{path}#format=binpb"], check=True)
    return path


def _load(said: dict[str, Any]) -> Load:
    statuses = {name: int(count) for name, count in (said["statusCodeDistribution"] or {}).items() if name != "OK"}
    at = {each["percentage"]: each["latency"] / 1e6 for each in said["latencyDistribution"] or []}
    return Load(
        requests=said["count"],
        per_second=said["rps"],
        p50=at.get(50, float("nan")),
        p99=at.get(99, float("nan")),
        errors=dict(sorted(statuses.items(), key=lambda each: -each[1])),
    )


def told(errors: dict[str, int]) -> str:
    """Errors for a table."""
    parts: Sequence[str] = [f"{count} {name}" for name, count in errors.items()]
    return ", ".join(parts) or "0"
