"""A job's row, as the server makes, finds and cancels it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from codevoyage_common.errors import RequestIdReused, ResourceNotFound
from codevoyage_common.lifecycle import State, sources
from codevoyage_common.names import new_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.storage.outbox import enqueue
from codevoyage_insights.models import jobs, outbox

QUEUE: Final = "insights.describe"
ACTOR: Final = "describe_analysis"


class Jobs:
    """Jobs of this service, for its server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, analysis_id: str, *, tenant: str, request_id: str) -> Row[Any]:
        """The job for a request id: made now, or found. Raises RequestIdReused."""
        async with self._engine.begin() as connection:
            traceparent = current_traceparent()
            made = (
                await connection.execute(
                    insert(jobs)
                    .values(
                        id=new_id(),
                        tenant=tenant,
                        analysis_id=analysis_id,
                        request_id=request_id,
                        correlation_id=new_correlation_id(),
                        traceparent=traceparent,
                    )
                    .on_conflict_do_nothing(constraint="jobs_request")
                    .returning(jobs.c.id)
                )
            ).scalar_one_or_none()
            if made is not None:
                await connection.execute(
                    enqueue(outbox, queue=QUEUE, actor=ACTOR, job_id=made, traceparent=traceparent)
                )
            row = (
                await connection.execute(select(jobs).where(jobs.c.tenant == tenant, jobs.c.request_id == request_id))
            ).one()
            if row.analysis_id != analysis_id:
                raise RequestIdReused(request_id)
            return row

    async def get(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await _one(connection, job_id, tenant=tenant)

    async def cancel(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Asks a job to stop; one that nobody works on is CANCELLED at once, one that has ended stays as it is.

        Raises ResourceNotFound.
        """
        async with self._engine.begin() as connection:
            mine = (jobs.c.id == job_id, jobs.c.tenant == tenant)
            await connection.execute(
                update(jobs)
                .where(*mine, jobs.c.state.in_([State.QUEUED, State.RETRYING]))
                .values(state=State.CANCELLED.value, end_time=func.now())
            )
            await connection.execute(
                update(jobs)
                .where(*mine, jobs.c.state.in_(sorted(sources(State.CANCELLING))))
                .values(state=State.CANCELLING.value)
            )
            return await _one(connection, job_id, tenant=tenant)


async def _one(connection: AsyncConnection, job_id: str, *, tenant: str) -> Row[Any]:
    row = (await connection.execute(select(jobs).where(jobs.c.id == job_id, jobs.c.tenant == tenant))).one_or_none()
    if row is None:
        raise ResourceNotFound(f"insightJobs/{job_id}")
    return row
