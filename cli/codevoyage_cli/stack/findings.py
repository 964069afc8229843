"""What would keep a stack from starting on this machine: one function per thing to look at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.binaries import envoy_server, postgres_folder, redis_server
from codevoyage_cli.stack.connection import connect
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.gateway import page_folder
from codevoyage_cli.stack.identity import postgres_identity
from codevoyage_cli.stack.ports import DEFAULT_PORT, is_free

#: The oldest whose output was compared with ours.
GIT: Final = (2, 39)
PYTHON: Final = (3, 11)
#: An empty cluster takes 40 MB, the history of a large repository some GB, its clone as much.
DISK_BYTES: Final = 2 << 30
_SECONDS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One look at one thing. detail: what was found, or what to do."""

    name: str
    ok: bool
    detail: str


def look(folder: DataFolder, *, port: int | None) -> list[Finding]:
    """Looks at everything. port: the gateway's, if one is wanted."""
    return [
        _python(),
        _git(),
        _program("postgres", lambda: postgres_folder() / "postgres", "-V"),
        _program("redis", redis_server, "--version"),
        _program("envoy", envoy_server, "--version"),
        _services(),
        _page(),
        _writable(folder),
        _disk(folder),
        _user(folder),
        _port(folder, port),
    ]


def _python() -> Finding:
    running = ".".join(str(number) for number in sys.version_info[:3])
    return Finding(name="python", ok=sys.version_info[:2] >= PYTHON, detail=f"{running} (3.11 or newer is needed)")


def _git() -> Finding:
    said = _said("git", "--version")
    match = re.search(r"(\d+)\.(\d+)", said or "")
    if match is None:
        return Finding(name="git", ok=False, detail="There is no git on PATH. Install git 2.39 or newer.")
    found = (int(match[1]), int(match[2]))
    if found < GIT:
        return Finding(name="git", ok=False, detail=f"{said} is too old. Install git 2.39 or newer.")
    return Finding(name="git", ok=True, detail=said or "")


def _program(name: str, find: Callable[[], Path], option: str) -> Finding:
    try:
        path = find()
    except StackError as error:
        return Finding(name=name, ok=False, detail=str(error))
    said = _said(str(path), option)
    if said is None:
        return Finding(
            name=name, ok=False, detail=f"{path} does not run on this machine. Containers do: `docker compose up`."
        )
    return Finding(name=name, ok=True, detail=f"{' '.join(said.split())} ({path})")


def _services() -> Finding:
    packages = [f"codevoyage_{name}" for name in ("common", "ingest", "analysis", "insights", "gateway")]
    needed = [*packages, "pygit2", "numpy", "polars", "jinja2", "starlette", "uvicorn"]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        return Finding(
            name="services", ok=False, detail=f"Not installed: {', '.join(missing)}. `pip install codevoyage[stack]`."
        )
    return Finding(name="services", ok=True, detail="installed")


def _page() -> Finding:
    folder = page_folder()
    if (folder / "index.html").is_file():
        return Finding(name="page", ok=True, detail=str(folder))
    return Finding(name="page", ok=False, detail=f"The page is not built ({folder}). Run `make setup`.")


def _writable(folder: DataFolder) -> Finding:
    place = _existing(folder.root)
    ok = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    detail = str(folder.root) if ok else f"{place} cannot be written. Give another folder with --data-dir."
    return Finding(name="data folder", ok=ok, detail=detail)


def _disk(folder: DataFolder) -> Finding:
    free = shutil.disk_usage(_existing(folder.root)).free
    detail = f"{free / (1 << 30):.1f} GiB free"
    if free < DISK_BYTES:
        detail += f", at least {DISK_BYTES >> 30} GiB are needed. Make room, or give another --data-dir."
    return Finding(name="disk", ok=free >= DISK_BYTES, detail=detail)


def _user(folder: DataFolder) -> Finding:
    if os.geteuid() != 0:
        return Finding(name="user", ok=True, detail="not root")
    try:
        identity = postgres_identity(data_dir=_existing(folder.root), programs=postgres_folder())
    except StackError as error:
        return Finding(name="user", ok=False, detail=str(error))
    return Finding(name="user", ok=True, detail=f"root; PostgreSQL runs as uid {identity.uid} ({identity.kind})")


def _port(folder: DataFolder, port: int | None) -> Finding:
    stack = connect(folder.root)
    if stack is not None:
        return Finding(name="port", ok=True, detail=f"a stack is up: {stack.address}")
    wanted = port or DEFAULT_PORT
    if is_free(wanted):
        return Finding(name="port", ok=True, detail=f"{wanted} is free")
    if port is None:
        return Finding(name="port", ok=True, detail=f"{wanted} is taken; `codevoyage up` will choose another one")
    return Finding(name="port", ok=False, detail=f"{wanted} is taken by another program. Choose another --port.")


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _said(*command: str) -> str | None:
    """The first line of what a program prints; None when it does not run."""
    try:
        ended = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return next((line for line in ended.stdout.splitlines() if line.strip()), "")
