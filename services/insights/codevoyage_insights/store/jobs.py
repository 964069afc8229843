"""A job's row, as the server makes, finds, stops and takes it up again."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.errors import RequestIdReused, ResourceNotFound
from codevoyage_common.lifecycle import State
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.work.attempts import attempts_of
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.retrying import locked, retry_job, stop
from codevoyage_insights.models import attempts, insights, jobs, outbox

#: Descriptions of analyses. What is durable of one: insights that were written.
DESCRIPTIONS: Final = Kind(
    jobs=jobs,
    attempts=attempts,
    outbox=outbox,
    queue="insights.describe",
    actor="describe_analysis",
    checkpoint=func.coalesce(jobs.c.progress["done"].astext.cast(BigInteger), 0),
)


class Jobs:
    """Jobs of this service, for its server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, analysis_id: str, *, tenant: str, request_id: str, retry: int = 0) -> Row[Any]:
        """The job for a request id: made now, found, or taken up again when it is to be retried more often.

        Raises RequestIdReused, TransitionNotAllowed when it is still being stopped.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start, analysis_id, tenant=tenant, request_id=request_id, retry=retry)

    async def get(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_one, job_id, tenant=tenant)

    async def attempts(self, job_id: str) -> list[Row[Any]]:
        """What was tried so far."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(attempts_of, DESCRIPTIONS, job_id)

    async def cancel(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Asks a job to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, job_id, tenant=tenant)

    async def delete(self, analysis_ids: list[str], *, tenant: str) -> list[str]:
        """Removes insights and jobs of analyses; jobs that have not ended are asked to stop. Returns these analyses."""
        async with self._engine.begin() as connection:
            return [
                analysis_id
                for analysis_id in analysis_ids
                if not await connection.run_sync(_delete, analysis_id, tenant=tenant)
            ]


def _start(connection: Connection, analysis_id: str, *, tenant: str, request_id: str, retry: int) -> Row[Any]:
    traceparent = current_traceparent()
    made = connection.execute(
        insert(jobs)
        .values(
            id=new_id(),
            tenant=tenant,
            analysis_id=analysis_id,
            request_id=request_id,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
            retries=retry,
        )
        .on_conflict_do_nothing(constraint="jobs_request")
        .returning(jobs.c.id)
    ).scalar_one_or_none()
    mine = select(jobs).where(jobs.c.tenant == tenant, jobs.c.request_id == request_id)
    if made is not None:
        connection.execute(DESCRIPTIONS.message(made, traceparent=traceparent))
        return connection.execute(mine).one()
    known = connection.execute(mine.with_for_update()).one()
    if known.analysis_id != analysis_id:
        raise RequestIdReused(request_id)
    name = f"insightJobs/{known.id}"
    if retry_job(connection, DESCRIPTIONS, known, retry=retry, traceparent=traceparent, name=name):
        known = connection.execute(mine).one()
    return known


def _one(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    row = connection.execute(select(jobs).where(jobs.c.id == job_id, jobs.c.tenant == tenant)).one_or_none()
    if row is None:
        raise ResourceNotFound(f"insightJobs/{job_id}")
    return row


def _cancel(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    _one(connection, job_id, tenant=tenant)
    row = locked(connection, DESCRIPTIONS, job_id)
    if row is not None:
        stop(connection, DESCRIPTIONS, row)
    return _one(connection, job_id, tenant=tenant)


def _delete(connection: Connection, analysis_id: str, *, tenant: str) -> bool:
    mine = select(jobs.c.id).where(jobs.c.tenant == tenant, jobs.c.analysis_id == analysis_id)
    for job_id in connection.execute(mine).scalars().all():
        row = locked(connection, DESCRIPTIONS, job_id)
        if row is not None:
            stop(connection, DESCRIPTIONS, row)
    going = select(jobs.c.id).where(
        jobs.c.tenant == tenant,
        jobs.c.analysis_id == analysis_id,
        jobs.c.state.not_in([State.SUCCEEDED, State.FAILED, State.CANCELLED]),
    )
    if connection.execute(going).first() is not None:
        return False
    for table in (insights, jobs):
        connection.execute(delete(table).where(table.c.tenant == tenant, table.c.analysis_id == analysis_id))
    return True
