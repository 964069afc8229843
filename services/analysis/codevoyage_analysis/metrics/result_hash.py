"""`result_hash`: one number that says whether two runs found the same.

SHA-256 over sections. A section is its name, its number of rows, and its columns one after the other, each with its
name: whole numbers as 8 bytes big-endian (signed), byte strings as their lengths (such a column) and then themselves.
Lengths go before everything, so no two different results have the same bytes. Rows are in an order that the content
decides (`history.tables`), buckets by time. What differs from run to run is not in it: ingest's numbers, clocks,
attempts, event numbers, measures of complexity, which may not be had in time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Said first: results hashed by other rules can never be taken for the same.
FORMAT: Final = b"codevoyage result 2"
#: Byte strings joined at a time: bounds what is held twice.
_ROWS: Final = 65_536


class ResultHash:
    """Sections go in, in a fixed order; 64 hex digits come out."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self._string(FORMAT)

    def section(self, name: str, rows: int, columns: Iterable[tuple[str, NDArray[np.generic] | pl.Series]]) -> None:
        """Adds a section. columns: arrays of whole numbers or of fixed-width bytes, Polars series of bytes."""
        self._string(name.encode())
        self._numbers(np.array([rows]))
        for title, column in columns:
            self._string(title.encode())
            if isinstance(column, pl.Series):
                self._bytes(column)
            elif column.dtype.kind == "S":
                self._numbers(np.array([column.dtype.itemsize]))
                self._sha.update(np.ascontiguousarray(column).tobytes())
            else:
                self._numbers(column)

    def hexdigest(self) -> str:
        """The hash of all that went in."""
        return self._sha.hexdigest()

    def _string(self, value: bytes) -> None:
        self._sha.update(len(value).to_bytes(8, "big") + value)

    def _numbers(self, column: NDArray[np.generic]) -> None:
        self._sha.update(np.ascontiguousarray(column, dtype=">i8").tobytes())

    def _bytes(self, column: pl.Series) -> None:
        self._numbers(column.bin.size().to_numpy())
        for begin in range(0, len(column), _ROWS):
            self._sha.update(b"".join(column[begin : begin + _ROWS].to_list()))
