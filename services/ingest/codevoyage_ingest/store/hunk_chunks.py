"""Chunks of hunks: one for each chunk of changes, kept by the job that owns that chunk, for all that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.hunks.columns import HunkColumns
from codevoyage_ingest.models import chunks, hunk_chunks, hunk_passes, hunks, merge_changes
from codevoyage_ingest.store.copying import Rows

_OWNER: Final = func.coalesce(chunks.c.owner, chunks.c.job_id)
_STORED: Final = and_(hunk_chunks.c.job_id == _OWNER, hunk_chunks.c.number == chunks.c.number)
_STATUSES: Final = {
    "A": pb.CHANGE_STATUS_ADDED,
    "M": pb.CHANGE_STATUS_MODIFIED,
    "D": pb.CHANGE_STATUS_DELETED,
    "R": pb.CHANGE_STATUS_RENAMED,
    "T": pb.CHANGE_STATUS_TYPE_CHANGED,
}


@dataclass(frozen=True, kw_only=True)
class HunkChunk:
    """The commits of one chunk of changes. number: of its kind, from 0. owner: the job that keeps its rows.

    stored: whether its hunks are there.
    """

    number: int
    owner: str
    span: Span
    stored: bool


@dataclass(frozen=True, kw_only=True)
class Stored:
    """How many chunks of hunks a job has, of how many, and how many of them lie together at the beginning."""

    count: int
    total: int
    first_missing: int


def hunk_chunks_of(engine: Engine, job_id: str) -> list[HunkChunk]:
    """All chunks of a job that owns or took over its facts, in order."""
    with engine.connect() as connection:
        found = connection.execute(
            select(
                chunks.c.number,
                _OWNER.label("owner"),
                chunks.c.first_row,
                chunks.c.end_row,
                hunk_chunks.c.number.is_not(None).label("stored"),
            )
            .outerjoin(hunk_chunks, _STORED)
            .where(chunks.c.job_id == job_id, chunks.c.kind == ChunkKind.CHANGES)
            .order_by(chunks.c.number)
        ).all()
    return [
        HunkChunk(
            number=row.number, owner=row.owner, span=Span(first=row.first_row, end=row.end_row), stored=row.stored
        )
        for row in found
    ]


def stored(connection: Connection, job_id: str) -> Stored:
    """What of a job's hunks is there now."""
    missing = hunk_chunks.c.number.is_(None)
    count, total, first_missing = connection.execute(
        select(
            func.count(hunk_chunks.c.number),
            func.count(),
            func.coalesce(func.min(chunks.c.number).filter(missing), func.count()),
        )
        .select_from(chunks)
        .outerjoin(hunk_chunks, _STORED)
        .where(chunks.c.job_id == job_id, chunks.c.kind == ChunkKind.CHANGES)
    ).one()
    return Stored(count=count, total=total, first_missing=first_missing)


def write_hunks(lease: Lease, chunk: HunkChunk, columns: HunkColumns, *, progress: dict[str, Any]) -> None:
    """Stores a chunk and counts it as progress; one that another pass stored meanwhile stays as it is.

    Raises Fenced, Cancelled; then nothing was written.
    """
    with lease.transaction(progress=True) as connection:
        connection.execute(
            update(hunk_passes)
            .where(hunk_passes.c.id == lease.job_id)
            .values(chunk_count=hunk_passes.c.chunk_count + 1, progress=progress)
        )
        # Of two passes over jobs that share the chunk, the second waits here for the first.
        mine = connection.execute(
            insert(hunk_chunks)
            .values(job_id=chunk.owner, number=chunk.number)
            .on_conflict_do_nothing()
            .returning(hunk_chunks.c.number)
        ).scalar_one_or_none()
        if mine is not None:
            for rows in _rows(columns):
                rows.copy(connection, chunk.owner)


def _rows(columns: HunkColumns) -> Sequence[Rows]:
    merges = columns.merges
    return (
        Rows(
            table=hunks,
            columns=("commit", "ordinal", "hunks"),
            rows=zip(columns.commits, columns.ordinals, columns.hunks, strict=True),
        ),
        Rows(
            table=merge_changes,
            columns=("commit", "ordinal", "status", "path", "old_path", "parent", "taken_from", "binary"),
            rows=(
                (commit, ordinal, _STATUSES[status], path, None if old_path == path else old_path, *rest)
                for commit, ordinal, status, path, old_path, *rest in zip(
                    merges.commits,
                    merges.ordinals,
                    merges.statuses,
                    merges.paths,
                    merges.old_paths,
                    merges.parents,
                    merges.taken_from,
                    merges.binary,
                    strict=True,
                )
            ),
        ),
    )
