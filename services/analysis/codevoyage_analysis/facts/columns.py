"""Columns that grow: batches are appended, the whole is read as one array."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Any, Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import DTypeLike, NDArray

#: Rows at first. Doubled when full, so that appending costs the same however long a column is.
_FIRST_ROWS: Final = 4_096


class Batch(Sized, Iterable[Any], Protocol):
    """A repeated field of a message."""


class Numbers:
    """A column of whole numbers or booleans."""

    def __init__(self, dtype: DTypeLike) -> None:
        self._rows = np.empty(_FIRST_ROWS, dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def array(self) -> NDArray[Any]:
        """All rows so far; a view, good until the next batch."""
        return self._rows[: self._length]

    def extend(self, batch: Batch) -> None:
        """Appends rows."""
        start = self._length
        self.lengthen(start + len(batch))
        self._rows[start : self._length] = np.fromiter(batch, self._rows.dtype, len(batch))

    def lengthen(self, length: int) -> None:
        """Appends zeros up to this length."""
        if length > len(self._rows):
            grown = np.zeros(max(length, 2 * len(self._rows)), self._rows.dtype)
            grown[: self._length] = self.array
            self._rows = grown
        self._rows[self._length : length] = 0
        self._length = length


class FixedBytes:
    """A column of byte strings that all have the same width, for example object ids."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._width = 0

    @property
    def array(self) -> NDArray[np.bytes_]:
        """All rows so far as `S{width}`: compared and sorted as bytes are. Never take single items of it: they lose
        trailing NULs; see `rows`."""
        if not self._width:
            return np.empty(0, "S20")
        return np.frombuffer(bytes(self._buffer), dtype=f"S{self._width}")

    def __len__(self) -> int:
        return len(self._buffer) // self._width if self._width else 0

    def extend(self, packed: bytes, *, rows: int) -> None:
        """Appends rows that stand one after the other. Raises ValueError when the width is not the column's."""
        if rows == 0:
            return
        width, rest = divmod(len(packed), rows)
        if rest or not width or (self._width and width != self._width):
            raise ValueError(f"{len(packed)} bytes are not {rows} rows of {self._width or 'equal'} bytes")
        self._width = width
        self._buffer += packed


class Strings:
    """A dictionary of byte strings of any length: entry i is number i."""

    def __init__(self) -> None:
        self._chunks: list[pl.Series] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def series(self) -> pl.Series:
        """All entries so far."""
        if not self._chunks:
            return pl.Series([], dtype=pl.Binary)
        if len(self._chunks) > 1:
            self._chunks = [pl.concat(self._chunks, rechunk=True)]
        return self._chunks[0]

    def extend(self, batch: Batch) -> None:
        """Appends entries."""
        self._chunks.append(pl.Series(list(batch), dtype=pl.Binary))
        self._length += len(batch)


def packed_rows(column: NDArray[np.bytes_]) -> list[bytes]:
    """The rows of a fixed-width column as byte strings, NULs and all."""
    width = column.dtype.itemsize
    buffer = np.ascontiguousarray(column).tobytes()
    return [buffer[begin : begin + width] for begin in range(0, len(buffer), width)]
