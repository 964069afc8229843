"""Logs of child processes: one file each, of bounded size."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

#: Bytes of a log, and of the one before it: days of an idle stack, an hour of a very talkative one.
MAX_BYTES: Final = 8 << 20
#: Bytes from the end in which the last lines are looked for.
_TAIL_BYTES: Final = 16 << 10


def open_log(path: Path) -> int:
    """A descriptor that appends, for a child. What was written before goes to `….1` when it has grown large."""
    if path.exists() and path.stat().st_size > MAX_BYTES // 2:
        path.replace(_previous(path))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def keep_bounded(path: Path) -> None:
    """Moves what is written to `….1` and empties the file, under a child that goes on writing, when it is too large."""
    try:
        if path.stat().st_size <= MAX_BYTES:
            return
        with path.open("rb+") as file:
            file.seek(-MAX_BYTES, os.SEEK_END)
            _previous(path).write_bytes(file.read())
            file.truncate(0)  # children append: their next line is the first of the empty file
    except FileNotFoundError:
        return


def last_lines(path: Path, count: int = 12) -> str:
    """The end of a log, for the person who has to find out; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-count:])


def _previous(path: Path) -> Path:
    return path.with_name(path.name + ".1")
