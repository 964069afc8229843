"""The programs that `tools/` builds for the checks."""

from __future__ import annotations

import os
from pathlib import Path


def tool(name: str, *, built_by: str) -> str:
    """The path of a program. Its absence fails the test that asks: these tests are run where it must be."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    program = cache / "codevoyage" / "bin" / name
    assert program.is_file(), f"{program} is missing; {built_by} builds it"
    return str(program)
