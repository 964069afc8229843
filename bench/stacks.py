"""An embedded stack of its own for each measurement, so that nothing is known from an earlier one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import grpc

from codevoyage.ingest.v1.ingest_service_pb2_grpc import IngestServiceStub
from codevoyage_common.rpc.channel import OPTIONS

_COMMAND: Final = [sys.executable, "-m", "codevoyage_cli"]
#: Seconds for a new machine to compile what a worker compiles once; it takes ten on a slow one.
_COMPILE_SECONDS: Final = 120.0


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack that is up."""

    data: Path
    parts: dict[str, dict[str, Any]]
    ingest: IngestServiceStub

    def pid(self, part: str) -> int:
        """The process of a part."""
        return int(self.parts[part]["pid"])

    def analyze(self, source: Path) -> dict[str, Any]:
        """What `codevoyage analyze --json` says."""
        return dict(json.loads(_run(self.data, "analyze", str(source), "--json")))


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """Starts one in a new folder, ends it, and removes the folder."""
    data = folder / "data"
    _run(data, "up", "--detach")
    try:
        parts = {part["name"]: part for part in json.loads(_run(data, "status", "--json"))["parts"]}
        _wait_for_compiled(data / "compiled")
        with grpc.insecure_channel(f"127.0.0.1:{parts['ingest-server']['port']}", options=OPTIONS) as channel:
            yield Stack(data=data, parts=parts, ingest=IngestServiceStub(channel))
    finally:
        _run(data, "down")
        shutil.rmtree(data, ignore_errors=True)


def permit(data: Path, source: Path) -> None:
    """Lets ingest read a path, as `analyze` does for what its user names."""
    with (data / "local-roots").open("a", encoding="utf-8") as roots:
        roots.write(f"{source}\n")


def _wait_for_compiled(folder: Path) -> None:
    """It is done beside whatever else a new stack does; here it would be measured along with it."""
    until = time.monotonic() + _COMPILE_SECONDS
    while time.monotonic() < until and not list(folder.rglob("*count_lines*.nbc")):
        time.sleep(0.2)
    time.sleep(3)  # it is the last one: the process that compiled ends


def _run(data: Path, *arguments: str) -> str:
    done = subprocess.run([*_COMMAND, "--data-dir", str(data), *arguments], check=True, capture_output=True, text=True)
    return done.stdout
