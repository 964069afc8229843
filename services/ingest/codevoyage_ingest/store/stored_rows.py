"""Facts as the tables hold them, for whoever compares them with something else: rows with their names looked up.

Rows may be an earlier job's, taken over: `chunks` says whose. Everything streams through a cursor of the server.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Engine, and_, case, false, func, literal, or_, select, text
from sqlalchemy.engine import Row
from sqlalchemy.sql import Select

from codevoyage_ingest.domain import ChunkKind
from codevoyage_ingest.models import changes, chunks, commits, paths, signatures, versions

#: Rows that come over the wire at a time.
_BATCH: Final = 2_000
_OWNER: Final = func.coalesce(chunks.c.owner, chunks.c.job_id)
#: A cursor is idle while git works on one commit or blob; longer than the most that a child may be silent.
_PATIENT: Final = text("SET LOCAL idle_in_transaction_session_timeout = '15min'")


@dataclass(frozen=True)
class StoredRows:
    """The rows of one job's facts."""

    engine: Engine
    job_id: str

    def commits(self, first: int, end: int) -> Generator[Row[Any], None, None]:
        """Rows of `commits` with numbers in [first, end), in order, with `author_name`, `author_email`,
        `committer_name` and `committer_email`; None where the dictionary has no such number."""
        with self._reading() as connection:
            of = self._owner(connection, chunks.c.first_signature, chunks.c.end_signature)
            author, committer = signatures.alias(), signatures.alias()
            wanted = (
                select(
                    commits,
                    author.c.name.label("author_name"),
                    author.c.email.label("author_email"),
                    committer.c.name.label("committer_name"),
                    committer.c.email.label("committer_email"),
                )
                .outerjoin(author, (author.c.job_id == of(commits.c.author)) & (author.c.number == commits.c.author))
                .outerjoin(
                    committer,
                    (committer.c.job_id == of(commits.c.committer)) & (committer.c.number == commits.c.committer),
                )
                .where(self._whose(connection, ChunkKind.COMMITS, commits.c.job_id, commits.c.number, first, end))
                .order_by(commits.c.number)
            )
            yield from _streamed(connection, wanted)

    def changes(self, first: int, end: int) -> Generator[Row[Any], None, None]:
        """Rows of `changes` of the commits [first, end), in order, with `path_name` and `old_path_name`."""
        with self._reading() as connection:
            of = self._owner(connection, chunks.c.first_path, chunks.c.end_path)
            path, old = paths.alias(), paths.alias()
            wanted = (
                select(changes, path.c.path.label("path_name"), old.c.path.label("old_path_name"))
                .outerjoin(path, (path.c.job_id == of(changes.c.path)) & (path.c.number == changes.c.path))
                .outerjoin(old, (old.c.job_id == of(changes.c.old_path)) & (old.c.number == changes.c.old_path))
                .where(self._whose(connection, ChunkKind.CHANGES, changes.c.job_id, changes.c.commit, first, end))
                .order_by(changes.c.commit, changes.c.ordinal)
            )
            yield from _streamed(connection, wanted)

    def tree(self, position: int) -> Generator[Row[Any], None, None]:
        """Rows of `versions` that stand at a position, by the bytes of `path_name`."""
        with self._reading() as connection:
            of = self._owner(connection, chunks.c.first_path, chunks.c.end_path)
            wanted = (
                select(versions, paths.c.path.label("path_name"))
                .outerjoin(paths, (paths.c.job_id == of(versions.c.path)) & (paths.c.number == versions.c.path))
                .where(
                    versions.c.job_id == self.job_id,
                    versions.c.born <= position,
                    or_(versions.c.died.is_(None), versions.c.died > position),
                )
                .order_by(paths.c.path)
            )
            yield from _streamed(connection, wanted)

    def mainline(self) -> Generator[tuple[int, bytes], None, None]:
        """(position, raw id) of the mainline's commits, ascending."""
        with self._reading() as connection:
            whose = self._whose(connection, ChunkKind.COMMITS, commits.c.job_id, commits.c.number)
            wanted = select(commits.c.mainline_position, commits.c.id).where(
                whose, commits.c.mainline_position.is_not(None)
            )
            for row in _streamed(connection, wanted.order_by(commits.c.mainline_position)):
                yield row.mainline_position, row.id

    def ids(self, first: int = 0, end: int | None = None) -> Generator[bytes, None, None]:
        """Raw ids of the commits [first, end), all of them by default, in order."""
        with self._reading() as connection:
            whose = self._whose(connection, ChunkKind.COMMITS, commits.c.job_id, commits.c.number, first, end)
            for row in _streamed(connection, select(commits.c.id).where(whose).order_by(commits.c.number)):
                yield row.id

    def at_positions(self, positions: Sequence[int]) -> list[Row[Any]]:
        """Number, id, position and committer time of the mainline's commits at some positions, ascending."""
        with self._reading() as connection:
            whose = self._whose(connection, ChunkKind.COMMITS, commits.c.job_id, commits.c.number)
            wanted: Select[Any] = select(
                commits.c.number, commits.c.id, commits.c.mainline_position, commits.c.committer_time
            ).where(whose, commits.c.mainline_position.in_(positions))
            return list(connection.execute(wanted.order_by(commits.c.mainline_position)))

    def first_position(self) -> int | None:
        """Of the oldest mainline commit that is stored; None: there is none."""
        with self._reading() as connection:
            whose = self._whose(connection, ChunkKind.COMMITS, commits.c.job_id, commits.c.number)
            found: int | None = connection.execute(select(func.min(commits.c.mainline_position)).where(whose)).scalar()
            return found

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A transaction that reads, for as long as its cursor takes."""
        with self.engine.begin() as connection:
            connection.execute(_PATIENT)
            yield connection

    def _whose(
        self,
        connection: Connection,
        kind: ChunkKind,
        job: Column[Any],
        number: Column[Any],
        first: int = 0,
        end: int | None = None,
    ) -> ColumnElement[bool]:
        """The condition that picks the rows with numbers in [first, end) from those of all jobs."""
        spans = (
            select(
                _OWNER.label("owner"),
                func.min(chunks.c.first_row).label("first"),
                func.max(chunks.c.end_row).label("end"),
            )
            .where(chunks.c.job_id == self.job_id, chunks.c.kind == kind, chunks.c.first_row < chunks.c.end_row)
            .group_by(_OWNER)
        )
        # What an owner's chunks hold of a kind lies together: what was taken over is the beginning of a history.
        found = [
            and_(
                job == row.owner,
                number >= max(first, row.first),
                number < (row.end if end is None else min(end, row.end)),
            )
            for row in connection.execute(spans)
        ]
        return or_(false(), *found)

    def _owner(
        self, connection: Connection, first: Column[Any], end: Column[Any]
    ) -> Callable[[ColumnElement[int]], ColumnElement[str]]:
        """A function from a column of numbers of a dictionary to the job that brought each."""
        spans = list[Any](
            connection.execute(
                select(_OWNER.label("owner"), func.max(end).label("end"))
                .where(chunks.c.job_id == self.job_id, first < end)
                .group_by(_OWNER)
                .order_by(func.max(end))
            )
        )
        newest = spans.pop().owner if spans else self.job_id
        if not spans:
            return lambda _: literal(newest)
        return lambda number: case(*((number < row.end, row.owner) for row in spans), else_=newest)


def _streamed(connection: Connection, wanted: Select[Any]) -> Iterator[Row[Any]]:
    yield from connection.execution_options(yield_per=_BATCH).execute(wanted)
