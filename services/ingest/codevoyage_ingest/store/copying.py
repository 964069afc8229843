"""COPY in binary, inside of a transaction: whole columns where all values are as wide, else row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, SmallInteger, Table, Text

from codevoyage_ingest.models import SCHEMA
from codevoyage_ingest.store.binary_rows import Column, pack, repeated_bytes

#: Rows that are made at a time: 200 bytes each, three times over while they are put together.
_ROWS: Final = 10_000
_TYPE_NAMES: Final = {
    BigInteger: "int8",
    Integer: "int4",
    SmallInteger: "int2",
    LargeBinary: "bytea",
    Text: "text",
    Boolean: "bool",
}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of a table, without the job's id, in the order of `columns`."""

    table: Table
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]

    def copy(self, connection: Connection, job_id: str) -> None:
        """Adds them as the job's."""
        rows = list(self.rows)
        if not rows:
            return
        names = ("job_id", *self.columns)
        with _copying(connection, self.table, names) as copy:
            copy.set_types([_type_name(self.table, name) for name in names])
            for row in rows:
                copy.write_row((job_id, *row))


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Rows of a table, without the job's id, as columns by name."""

    table: Table
    columns: Mapping[str, Column]

    def copy(self, connection: Connection, job_id: str) -> None:
        """Adds them as the job's."""
        count = len(next(iter(self.columns.values())).values)
        if not count:
            return
        whole = {"job_id": repeated_bytes(job_id.encode(), count=count), **self.columns}
        with _copying(connection, self.table, tuple(whole)) as copy:
            for piece in pack(self.table, whole, rows=_ROWS):
                copy.write(piece)


@contextmanager
def _copying(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[psycopg.Copy]:
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(SCHEMA, table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def _type_name(table: Table, column: str) -> str:
    kind = table.c[column].type
    item = getattr(kind, "item_type", None)
    return f"{_TYPE_NAMES[type(item)]}[]" if item is not None else _TYPE_NAMES[type(kind)]
