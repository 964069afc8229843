"""Chunks of facts, written by COPY: a chunk and its row in `chunks` are one transaction, refused when fenced off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.models import SCHEMA, chunks, files, jobs, paths, signatures
from codevoyage_ingest.store.binary_rows import Column as BinaryColumn
from codevoyage_ingest.store.binary_rows import pack, repeated_bytes

_TYPE_NAMES = {
    BigInteger: "int8",
    Integer: "int4",
    SmallInteger: "int2",
    LargeBinary: "bytea",
    Text: "text",
    Boolean: "bool",
}


_NOTHING: Final = Span(first=0, end=0)


@dataclass(frozen=True, kw_only=True)
class NewDictionaryRows:
    """What a chunk adds to the dictionaries: rows without the job's id, and the span of their numbers."""

    signatures: Sequence[tuple[int, bytes, bytes]] = ()
    signature_span: Span = _NOTHING
    paths: Sequence[tuple[int, bytes]] = ()
    path_span: Span = _NOTHING
    files: Sequence[tuple[int, bytes]] = ()
    file_span: Span = _NOTHING


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The first chunk of a kind that is not stored, and the first row in it."""

    number: int
    row: int


class ChunkWriter:
    """Writes the chunks of one job."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    def reached(self, kind: ChunkKind) -> Reached:
        """Where earlier attempts stopped: chunks of a kind are written in order, so there are no gaps."""
        with self._lease.engine.connect() as connection:
            number, row = connection.execute(
                select(func.count(), func.coalesce(func.max(chunks.c.end_row), 0)).where(
                    chunks.c.job_id == self._lease.job_id, chunks.c.kind == kind
                )
            ).one()
        return Reached(number=number, row=row)

    def write(
        self,
        kind: ChunkKind,
        number: int,
        *,
        span: Span,
        table: Table | None,
        columns: Sequence[str] = (),
        rows: Iterable[Sequence[Any]] | Mapping[str, BinaryColumn],
        dictionaries: NewDictionaryRows,
        progress: dict[str, Any] | None = None,
        also: Iterable[tuple[Table, Sequence[str], Iterable[Sequence[Any]]]] = (),
    ) -> None:
        """Stores a chunk and counts it as progress.

        rows: without the job's id, in the order of `columns`; or whole columns by name.
        Raises Fenced, Cancelled; then nothing was written.
        """
        job_id = self._lease.job_id
        with self._lease.transaction(progress=True) as connection:
            values: dict[str, Any] = {"chunk_count": jobs.c.chunk_count + 1}
            if progress is not None:
                values["progress"] = progress
            seq = connection.execute(
                update(jobs).where(jobs.c.id == job_id).values(**values).returning(jobs.c.chunk_count)
            ).scalar_one()
            copy_rows(connection, signatures, job_id, ("number", "name", "email"), dictionaries.signatures)
            copy_rows(connection, paths, job_id, ("number", "path"), dictionaries.paths)
            copy_rows(connection, files, job_id, ("number", "identity"), dictionaries.files)
            if table is not None:
                if isinstance(rows, Mapping):
                    _copy_columns(connection, table, job_id, rows)
                else:
                    copy_rows(connection, table, job_id, columns, rows)
            for more_table, more_columns, more_rows in also:
                copy_rows(connection, more_table, job_id, more_columns, more_rows)
            connection.execute(
                insert(chunks).values(
                    job_id=job_id,
                    kind=kind,
                    number=number,
                    seq=seq,
                    first_row=span.first,
                    end_row=span.end,
                    first_signature=dictionaries.signature_span.first,
                    end_signature=dictionaries.signature_span.end,
                    first_path=dictionaries.path_span.first,
                    end_path=dictionaries.path_span.end,
                    first_file=dictionaries.file_span.first,
                    end_file=dictionaries.file_span.end,
                )
            )


def copy_rows(
    connection: Connection, table: Table, job_id: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY in binary, inside the connection's transaction."""
    rows = list(rows)
    if not rows:
        return
    names = ("job_id", *columns)
    with _copying(connection, table, names) as copy:
        copy.set_types([_type_name(table, name) for name in names])
        for row in rows:
            copy.write_row((job_id, *row))


def _copy_columns(connection: Connection, table: Table, job_id: str, columns: Mapping[str, BinaryColumn]) -> None:
    count = len(next(iter(columns.values())).values)
    if not count:
        return
    whole = {"job_id": repeated_bytes(job_id.encode(), count=count), **columns}
    with _copying(connection, table, tuple(whole)) as copy:
        copy.write(pack(table, whole))


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
