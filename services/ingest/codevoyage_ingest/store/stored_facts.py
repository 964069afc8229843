"""What is stored of a job so far, for a reader that goes on from there. Rows may be an earlier job's, taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, func, select

from codevoyage_ingest.domain import STANDS, ChunkKind
from codevoyage_ingest.models import SCHEMA, changes, chunks, files, paths, signatures, versions
from codevoyage_ingest.store.binary_rows import Array, unpack

_CHANGES: Final = (
    "commit", "status", "path", "old_path", "file", "insertions", "deletions",
    "old_mode", "new_mode", "old_blob", "new_blob", "score",
)  # fmt: skip
_NAMES: Final = ("commit", "status", "path", "old_path")
_VERSIONS: Final = ("number", "path", "file", "mode", "blob", "born", "died", "bytes", "lines")
_ALL: Final = sql.SQL("true")
#: Commits whose names of changes are read at once: some 30,000 rows of four numbers.
_COMMITS: Final = 20_000
#: What stands for NULL in arrays of integers.
NOTHING: Final = -1


@dataclass(frozen=True, kw_only=True)
class StoredFacts:
    """The facts of one job, by whichever jobs own them. width: bytes of an object id."""

    engine: Engine
    job_id: str
    width: int

    def signatures(self) -> list[tuple[bytes, bytes]]:
        """(name, e-mail), by number."""
        with self.engine.connect() as connection:
            return signatures_of(connection, self.job_id)

    def paths(self) -> list[bytes]:
        """By number."""
        return [row.path for row in self._dictionary(paths, (chunks.c.first_path, chunks.c.end_path), ("path",))]

    def files(self) -> list[bytes]:
        """Identities, by number."""
        return [
            row.identity for row in self._dictionary(files, (chunks.c.first_file, chunks.c.end_file), ("identity",))
        ]

    def own_changes(self) -> Iterator[dict[str, Array]]:
        """The columns of table `changes` but the ordinal, a chunk at a time; -1 where there is no number of lines."""
        yield from self._changes(_CHANGES, chunks.c.owner.is_(None))

    def names_of_changes_taken_over(self) -> Iterator[dict[str, Array]]:
        """Commit, status and paths of the changes that an earlier job stored, many chunks at a time."""
        yield from self._changes(_NAMES, chunks.c.owner.is_not(None), commits=_COMMITS)

    def versions(self, *, position: int, standing: bool, size: int) -> Iterator[dict[str, Array]]:
        """Columns of table `versions`, `size` rows at a time: those that were born by a position and stood
        there, or had ended there. -1 for no number, STANDS for no end."""
        died = sql.SQL("(died IS NULL OR died > {})" if standing else "died <= {}").format(sql.Literal(position))
        condition = sql.SQL("{} AND born <= {}").format(died, sql.Literal(position))
        with self.engine.connect() as connection:
            count = connection.execute(
                select(func.coalesce(func.max(versions.c.number) + 1, 0)).where(versions.c.job_id == self.job_id)
            ).scalar_one()
            for first in range(0, count, size):
                yield self._copied(
                    connection, versions, _VERSIONS, ("number",), self.job_id, first, first + size, condition
                )

    def _changes(
        self, names: Sequence[str], whose: ColumnElement[bool], *, commits: int = 0
    ) -> Iterator[dict[str, Array]]:
        """commits: those of neighbouring chunks that are read at once; 0: a chunk at a time."""
        with self.engine.connect() as connection:
            spans = connection.execute(
                select(_OWNER, chunks.c.first_row, chunks.c.end_row)
                .where(
                    chunks.c.job_id == self.job_id,
                    chunks.c.kind == ChunkKind.CHANGES,
                    chunks.c.first_row < chunks.c.end_row,  # not one that is a part of the next
                    whose,
                )
                .order_by(chunks.c.number)
            ).all()
            for owner, first, end in _merged(spans, size=commits):
                yield self._copied(connection, changes, names, ("commit", "ordinal"), owner, first, end)

    def _dictionary(self, table: Table, span: Sequence[Column[Any]], names: Sequence[str]) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return _dictionary(connection, self.job_id, table, span, names)

    def _copied(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        key: Sequence[str],
        owner: str,
        first: int,
        end: int,
        condition: sql.Composable = _ALL,
    ) -> dict[str, Array]:
        driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
        statement = sql.SQL(
            "COPY (SELECT {} FROM {} WHERE job_id = {} AND {} >= {} AND {} < {} AND {} ORDER BY {}) "
            "TO STDOUT (FORMAT BINARY)"
        ).format(
            sql.SQL(", ").join(map(_without_null(table), names)),
            sql.Identifier(SCHEMA, table.name),
            sql.Literal(owner),
            sql.Identifier(key[0]),
            sql.Literal(first),
            sql.Identifier(key[0]),
            sql.Literal(end),
            condition,
            sql.SQL(", ").join(map(sql.Identifier, key)),
        )
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            data = b"".join(copy)
        return unpack(table, names, data, width=self.width)


_OWNER: Final = func.coalesce(chunks.c.owner, chunks.c.job_id)


def _merged(spans: Iterable[Sequence[Any]], *, size: int) -> Iterator[tuple[str, int, int]]:
    """(owner, first, end): neighbours of one owner as one, up to so many commits; each statement takes milliseconds."""
    before: tuple[str, int, int] | None = None
    for owner, first, end in spans:
        if before is not None and before[0] == owner and before[2] == first and end - before[1] <= size:
            before = (owner, before[1], end)
            continue
        if before is not None:
            yield before
        before = (owner, first, end)
    if before is not None:
        yield before


def signatures_of(connection: Connection, job_id: str) -> list[tuple[bytes, bytes]]:
    """(name, e-mail), by number."""
    spans = (chunks.c.first_signature, chunks.c.end_signature)
    return [(row.name, row.email) for row in _dictionary(connection, job_id, signatures, spans, ("name", "email"))]


def _dictionary(
    connection: Connection, job_id: str, table: Table, span: Sequence[Column[Any]], names: Sequence[str]
) -> Sequence[Any]:
    first, end = span
    owned = (
        select(_OWNER.label("owner"), func.min(first).label("first"), func.max(end).label("end"))
        .where(chunks.c.job_id == job_id, first < end)
        .group_by(_OWNER)
        .subquery()
    )
    wanted = (
        select(*(table.c[name] for name in names))
        .join(
            owned,
            (table.c.job_id == owned.c.owner) & (table.c.number >= owned.c.first) & (table.c.number < owned.c.end),
        )
        .order_by(table.c.number)
    )
    return connection.execute(wanted).all()


def _without_null(table: Table) -> Any:
    def expression(name: str) -> sql.Composable:
        if not table.c[name].nullable:
            return sql.Identifier(name)
        # As wide as the column: the literal alone would be read as an int4.
        return sql.SQL("coalesce({}, {})").format(
            sql.Identifier(name), sql.Literal(STANDS if name == "died" else NOTHING)
        )

    return expression
