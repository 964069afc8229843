"""A hunk pass's row, as the server makes, finds, stops and takes it up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.errors import ResourceNotFound, ResultNotReady
from codevoyage_common.lifecycle import State
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.work.attempts import attempts_of
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.retrying import retry_job, stop
from codevoyage_ingest.models import hunk_attempts, hunk_passes, jobs, outbox
from codevoyage_ingest.store.hunk_chunks import Stored, stored

#: Readings of hunks. What is durable of one: chunks that it stored.
HUNKS: Final = Kind(
    jobs=hunk_passes,
    attempts=hunk_attempts,
    outbox=outbox,
    queue="ingest.hunks",
    actor="read_hunks",
    checkpoint=hunk_passes.c.chunk_count,
)


@dataclass(frozen=True, kw_only=True)
class PassNow:
    """A pass as it stands. row: of `hunk_passes`; its `ingest_job_id` owns the facts, whichever job was asked about."""

    row: Row[Any]
    attempts: list[Row[Any]]
    stored: Stored


class HunkPasses:
    """Hunk passes, for the server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, job_id: str, *, tenant: str, retry: int = 0) -> Row[Any]:
        """The pass over a job's facts: made now, found, or taken up again when it is to be retried more often.

        Raises ResourceNotFound, ResultNotReady, TransitionNotAllowed when it is still being stopped.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start, job_id, tenant=tenant, retry=retry)

    async def cancel(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Asks the pass over a job's facts to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, job_id, tenant=tenant)

    async def now(self, pass_id: str) -> PassNow:
        """Raises ResourceNotFound when it went with its job."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_now, pass_id)


def _start(connection: Connection, job_id: str, *, tenant: str, retry: int) -> Row[Any]:
    job = _held(connection, job_id, tenant=tenant)
    if job.state != State.SUCCEEDED:
        raise ResultNotReady(f"ingestJobs/{job_id} is not read to its end yet. Ask for its hunks when it is.")
    facts_job = job.facts_of or job.id
    traceparent = current_traceparent()
    made = connection.execute(
        insert(hunk_passes)
        .values(
            id=new_id(),
            tenant=tenant,
            ingest_job_id=facts_job,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
            retries=retry,
        )
        .on_conflict_do_nothing(index_elements=[hunk_passes.c.ingest_job_id])
        .returning(hunk_passes.c.id)
    ).scalar_one_or_none()
    if made is not None:
        connection.execute(HUNKS.message(made, traceparent=traceparent))
    known = connection.execute(_of(facts_job).with_for_update()).one()
    name = f"The reading of the hunks of ingestJobs/{job_id}"
    if retry_job(connection, HUNKS, known, retry=retry, traceparent=traceparent, name=name):
        known = connection.execute(_of(facts_job)).one()
    return known


def _cancel(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    job = _held(connection, job_id, tenant=tenant)
    facts_job = job.facts_of or job.id
    found = connection.execute(_of(facts_job).with_for_update()).one_or_none()
    if found is None:
        raise ResourceNotFound(f"reading of the hunks of ingestJobs/{job_id}")
    stop(connection, HUNKS, found)
    return connection.execute(_of(facts_job)).one()


def _now(connection: Connection, pass_id: str) -> PassNow:
    # The row first: what was stored when a pass had ended is all that it will ever store.
    row = connection.execute(select(hunk_passes).where(hunk_passes.c.id == pass_id)).one_or_none()
    if row is None:
        raise ResourceNotFound("reading of these hunks any more: its job was deleted")
    return PassNow(
        row=row,
        attempts=attempts_of(connection, HUNKS, pass_id),
        stored=stored(connection, row.ingest_job_id),
    )


def _of(facts_job: str) -> Any:
    return select(hunk_passes).where(hunk_passes.c.ingest_job_id == facts_job)


def _held(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    """The job; its deletion waits for this transaction."""
    job = connection.execute(
        select(jobs)
        .where(jobs.c.id == job_id, jobs.c.tenant == tenant, jobs.c.unwanted.is_(False))
        .with_for_update(key_share=True)
    ).one_or_none()
    if job is None:
        raise ResourceNotFound(f"ingestJobs/{job_id}")
    return job
