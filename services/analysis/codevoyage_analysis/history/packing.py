"""Tables as parts that a database holds: compressed Arrow, each part readable by itself, and back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl
from polars import CompatLevel

#: Bytes of a part before it is compressed, by the rows' average: what one statement carries and one decoding holds
#: twice. Half of it remains in the database.
PART_BYTES: Final = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some rows of a table: an Arrow IPC file, its buffers compressed with zstd.

    number: from 0 within the table; a table without rows has one part, which tells its columns.
    """

    table: str
    number: int
    rows: int
    content: bytes


def parts(table: str, frame: pl.DataFrame) -> Iterator[Part]:
    """The parts of a table."""
    rows = max(1, int(len(frame) * PART_BYTES / max(1, frame.estimated_size())))
    for number, begin in enumerate(range(0, max(1, len(frame)), rows)):
        chosen = frame.slice(begin, rows)
        written = io.BytesIO()
        # Without views: their buffers may differ where their rows do not.
        chosen.rechunk().write_ipc(written, compression="zstd", compat_level=CompatLevel.oldest())
        yield Part(table=table, number=number, rows=len(chosen), content=written.getvalue())


def table_of(contents: Iterable[bytes]) -> pl.DataFrame:
    """The table of its parts' contents, in order. Raises polars' ComputeError for what is none."""
    return pl.concat([pl.read_ipc(content) for content in contents], rechunk=True)


class Digest:
    """SHA-256 over parts, names and all: the same tables, written by the same code, have the same one."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    def add(self, part: Part) -> None:
        """The next part."""
        self._sha.update(f"{part.table} {part.number} {part.rows} {len(part.content)}\n".encode())
        self._sha.update(part.content)

    def value(self) -> bytes:
        """Of all parts so far."""
        return self._sha.digest()
