"""What an earlier job read of the same repository is taken over: as far as both histories are the same."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Connection, and_, exists, func, insert, literal, select, update
from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import State
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.models import chunks, commits, jobs
from codevoyage_ingest.reading.earlier_versions import EarlierVersions
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.deletion import hold_repository

_log = logging.getLogger(__name__)


def taken_over(lease: Lease, row: Row[Any], order: CommitOrder, *, settings: IngestSettings) -> EarlierVersions | None:
    """Takes over what can be, once; what an earlier job tells of the mainline's versions, if anything.

    Raises Fenced, Cancelled.
    """
    _take_over(lease, row, order)
    with lease.engine.connect() as connection:
        now = connection.execute(select(jobs).where(jobs.c.id == lease.job_id)).one()
    if now.base_job is None:
        return None
    return EarlierVersions(lease.engine, now, order, size=settings.versions_per_chunk)


def _take_over(lease: Lease, row: Row[Any], order: CommitOrder) -> None:
    """Gives a job that has stored nothing yet the chunks of an earlier one, up to the last mainline commit of both.

    A mainline commit's ancestors are numbered in the same way in every history that it is in (`layers`), and so are
    they all the names that they bring: chunks that end below it hold for this job too. Not where either history was
    cut, as then other commits are the oldest. Raises Fenced, Cancelled; then nothing was taken over.
    """
    with lease.engine.begin() as connection:
        # Deletions of this repository's jobs wait: what is taken over from here on stays.
        hold_repository(connection, row.repository_id)
        lease.fence(connection)
        mine = connection.execute(select(jobs).where(jobs.c.id == lease.job_id)).one()
        if mine.chunk_count or mine.base_job is not None or order.truncated or mine.shallow:
            return
        earlier = connection.execute(_newest_whole(mine)).scalar_one_or_none()
        if earlier is None:
            return
        position = _last_common_position(connection, earlier, order)
        if position is None:
            return
        end = order.mainline[position] + 1
        count = _share_chunks(connection, earlier, lease.job_id, end=end)
        connection.execute(
            update(jobs)
            .where(jobs.c.id == lease.job_id)
            .values(base_job=earlier, base_position=position, chunk_count=count)
        )
    _log.info("took over %d chunks of ingestJobs/%s, up to mainline position %d", count, earlier, position)


def _newest_whole(mine: Row[Any]) -> Any:
    """The id of the newest job whose facts may be taken over."""
    return (
        select(jobs.c.id)
        .where(
            jobs.c.repository_id == mine.repository_id,
            jobs.c.id != mine.id,
            jobs.c.state == State.SUCCEEDED,
            jobs.c.unwanted.is_(False),
            jobs.c.facts_of.is_(None),
            jobs.c.truncated.is_(False),
            jobs.c.shallow.is_(False),
            jobs.c.reader_version == mine.reader_version,
            jobs.c.object_format == mine.object_format,
            jobs.c.chunk_count > 0,
        )
        .order_by(jobs.c.create_time.desc(), jobs.c.id)
        .limit(1)
    )


def _last_common_position(connection: Connection, earlier: str, order: CommitOrder) -> int | None:
    """By bisection: at a position where both histories have the same commit, they have at all before it."""
    low, high = -1, len(order.mainline) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _has(connection, earlier, order, middle):
            low = middle
        else:
            high = middle - 1
    return low if low >= 0 else None


def _has(connection: Connection, earlier: str, order: CommitOrder, position: int) -> bool:
    number = order.mainline[position]
    stored = and_(
        commits.c.job_id == func.coalesce(chunks.c.owner, chunks.c.job_id),
        commits.c.number == number,
        commits.c.id == order.id(number),
        commits.c.mainline_position == position,
    )
    wanted = exists().where(
        chunks.c.job_id == earlier,
        chunks.c.kind == ChunkKind.COMMITS,
        chunks.c.first_row <= number,
        chunks.c.end_row > number,
        stored,
    )
    return bool(connection.execute(select(wanted)).scalar_one())


def _share_chunks(connection: Connection, earlier: str, job_id: str, *, end: int) -> int:
    """How many chunks were shared. They keep their order: a name is told before the row that uses it."""
    mine = {
        "job_id": literal(job_id),
        "seq": func.row_number().over(order_by=chunks.c.seq),
        "owner": func.coalesce(chunks.c.owner, chunks.c.job_id),
    }
    names = [column.name for column in chunks.columns if column.name != "messages"]
    # No change comes before the commit that it is of.
    known = (
        select(func.coalesce(func.max(chunks.c.end_row), 0))
        .where(chunks.c.job_id == earlier, chunks.c.kind == ChunkKind.COMMITS, chunks.c.end_row <= end)
        .scalar_subquery()
    )
    connection.execute(
        insert(chunks).from_select(
            names,
            select(*(mine.get(name, chunks.c[name]) for name in names)).where(
                chunks.c.job_id == earlier,
                chunks.c.kind.in_([ChunkKind.COMMITS, ChunkKind.CHANGES]),
                chunks.c.end_row <= known,
            ),
        )
    )
    return connection.execute(select(func.count()).select_from(chunks).where(chunks.c.job_id == job_id)).scalar_one()
