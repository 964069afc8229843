"""Rows in PostgreSQL's binary COPY format, made of whole columns and taken apart into them: no Python object a value.

Format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". All integers are big-endian.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Integer, LargeBinary, SmallInteger, Table, Text

Array = npt.NDArray[Any]
_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_NULL: Final = -1
_INTEGERS: Final[dict[type[Any], str]] = {BigInteger: ">i8", Integer: ">i4", SmallInteger: ">i2"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column's values: an array of integers, or of byte strings (n x width, unsigned bytes).

    nulls: True where there is no value; None: there is one everywhere.
    """

    values: Array
    nulls: npt.NDArray[np.bool_] | None = None

    def part(self, first: int, end: int) -> Column:
        """Rows [first, end)."""
        return Column(values=self.values[first:end], nulls=None if self.nulls is None else self.nulls[first:end])


def integers(values: Sequence[int] | Array, *, null: int | None = None) -> Column:
    """A column of integers. null: the number that stands for no value."""
    array = np.asarray(values, dtype=np.int64)
    return Column(values=array, nulls=None if null is None else array == null)


def fixed_bytes(values: Sequence[bytes], *, width: int) -> Column:
    """A column of byte strings that are all as long. Errors: ValueError where one is not."""
    return Column(values=np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(values), width))


def byte_strings(values: Array) -> list[bytes]:
    """The byte strings of a column (n x width), one by one."""
    width, whole = values.shape[1], values.tobytes()
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def repeated_bytes(value: bytes, *, count: int) -> Column:
    """The same byte string in every row."""
    return Column(values=np.broadcast_to(np.frombuffer(value, dtype=np.uint8), (count, len(value))))


def pack(table: Table, columns: Mapping[str, Column], *, rows: int) -> Iterator[bytes]:
    """All rows, in any order, ready for `COPY table (columns) FROM STDIN (FORMAT BINARY)`, so many at a time.

    columns: as long as each other, in the order of the statement.
    """
    count = len(next(iter(columns.values())).values)
    yield _HEADER
    for first in range(0, count, rows):
        yield _pack(table, {name: column.part(first, first + rows) for name, column in columns.items()})
    yield _TRAILER


def _pack(table: Table, columns: Mapping[str, Column]) -> bytes:
    given = list(columns.values())
    count = len(given[0].values)
    # Rows of one shape, that is with the same values missing, are as wide as each other: they are made together.
    shape = np.zeros(count, dtype=np.int64)
    for bit, column in enumerate(given):
        if column.nulls is not None:
            shape |= column.nulls.astype(np.int64) << bit
    pieces = []
    for missing in np.unique(shape).tolist():
        chosen = slice(None) if not missing and count == (shape == 0).sum() else np.flatnonzero(shape == missing)
        pieces.append(_rows(table, columns, missing, chosen))
    return b"".join(pieces)


def _rows(table: Table, columns: Mapping[str, Column], missing: int, chosen: Any) -> bytes:
    fields: list[tuple[Any, ...]] = [("count", ">i2")]
    for at, (name, column) in enumerate(columns.items()):
        fields.append((f"length{at}", ">i4"))
        if not missing >> at & 1:
            fields.append((f"value{at}", *_type(table, name, column.values)))
    first = next(iter(columns.values())).values[chosen]
    rows = np.empty(len(first), dtype=np.dtype(fields))
    rows["count"] = len(columns)
    for at, column in enumerate(columns.values()):
        if missing >> at & 1:
            rows[f"length{at}"] = _NULL
        else:
            value = rows[f"value{at}"]
            value[...] = column.values[chosen]
            rows[f"length{at}"] = value.dtype.itemsize * int(np.prod(value.shape[1:]))
    return rows.tobytes()


def unpack(table: Table, names: Sequence[str], data: bytes, *, width: int) -> dict[str, Array]:
    """The columns of rows as `COPY (SELECT names ...) TO STDOUT (FORMAT BINARY)` writes them; none may be NULL.

    width: bytes of each byte string. Errors: ValueError for rows of another shape.
    """
    fields: list[tuple[Any, ...]] = [("count", ">i2")]
    for at, name in enumerate(names):
        fields.append((f"length{at}", ">i4"))
        fields.append((f"value{at}", *_type(table, name, np.empty((0, width), dtype=np.uint8))))
    rows = np.frombuffer(data, dtype=np.dtype(fields), offset=len(_HEADER), count=_count(data, fields))
    if len(rows) and not (rows["count"] == len(names)).all():
        raise ValueError("rows of another shape")
    return {name: rows[f"value{at}"] for at, name in enumerate(names)}


def _count(data: bytes, fields: list[tuple[Any, ...]]) -> int:
    body = len(data) - len(_HEADER) - len(_TRAILER)
    count, rest = divmod(body, np.dtype(fields).itemsize)
    if rest:
        raise ValueError("rows of another shape")
    return count


def _type(table: Table, name: str, values: Array) -> tuple[Any, ...]:
    kind = table.c[name].type
    if isinstance(kind, LargeBinary | Text):
        return ("u1", (values.shape[1],))
    return (_INTEGERS[type(kind)],)
