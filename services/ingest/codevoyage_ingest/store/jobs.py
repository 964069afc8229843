"""A job's row, as the server makes, finds, stops and takes it up again."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, select
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
from codevoyage_ingest.domain import READER_VERSION, Request
from codevoyage_ingest.models import attempts, jobs, outbox, repositories
from codevoyage_ingest.store.deletion import delete_job, hold_repository

#: Readings of repositories. What is durable of one: chunks of facts.
READINGS: Final = Kind(
    jobs=jobs,
    attempts=attempts,
    outbox=outbox,
    queue="ingest.read",
    actor="read_repository",
    checkpoint=jobs.c.chunk_count,
)
_WITH_SOURCE = select(jobs, repositories.c.source).join(repositories, jobs.c.repository_id == repositories.c.id)
_WANTED = jobs.c.unwanted.is_(False)


class Jobs:
    """Jobs of this service, for its server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, request: Request, *, tenant: str, request_id: str, retry: int = 0) -> Row[Any]:
        """The job for a request id: made now, found, or taken up again when it is to be retried more often.

        Raises RequestIdReused, TransitionNotAllowed when it is still being stopped.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start, request, tenant=tenant, request_id=request_id, retry=retry)

    async def get(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_one, job_id, tenant=tenant)

    async def attempts(self, job_id: str) -> list[Row[Any]]:
        """What was tried so far."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(attempts_of, READINGS, job_id)

    async def cancel(self, job_id: str, *, tenant: str) -> Row[Any]:
        """Asks a job to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, job_id, tenant=tenant)

    async def delete(self, job_ids: list[str], *, tenant: str) -> list[str]:
        """Removes jobs; those that have not ended are asked to stop. Returns these."""
        remaining = []
        for job_id in job_ids:  # one transaction each: facts of one job are rows enough
            async with self._engine.begin() as connection:
                if not await connection.run_sync(_delete, job_id, tenant=tenant):
                    remaining.append(job_id)
        return remaining


def _start(connection: Connection, request: Request, *, tenant: str, request_id: str, retry: int) -> Row[Any]:
    traceparent = current_traceparent()
    made = connection.execute(
        insert(jobs)
        .values(
            id=new_id(),
            tenant=tenant,
            repository_id=_repository(connection, tenant=tenant, source=request.source),
            request_id=request_id,
            max_commits=request.max_commits,
            reader_version=READER_VERSION,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
            retries=retry,
        )
        .on_conflict_do_nothing(constraint="jobs_request")
        .returning(jobs.c.id)
    ).scalar_one_or_none()
    mine = (jobs.c.tenant == tenant, jobs.c.request_id == request_id)
    if made is not None:
        connection.execute(READINGS.message(made, traceparent=traceparent))
        return connection.execute(_WITH_SOURCE.where(*mine)).one()
    known = connection.execute(_WITH_SOURCE.where(*mine).with_for_update(of=jobs)).one()
    if (known.source, known.max_commits) != (request.source, request.max_commits):
        raise RequestIdReused(request_id)
    name = f"ingestJobs/{known.id}"
    if retry_job(connection, READINGS, known, retry=retry, traceparent=traceparent, name=name):
        known = connection.execute(_WITH_SOURCE.where(*mine)).one()
    return known


def _one(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    row = connection.execute(_WITH_SOURCE.where(jobs.c.id == job_id, jobs.c.tenant == tenant, _WANTED)).one_or_none()
    if row is None:
        raise ResourceNotFound(f"ingestJobs/{job_id}")
    return row


def _cancel(connection: Connection, job_id: str, *, tenant: str) -> Row[Any]:
    _one(connection, job_id, tenant=tenant)
    row = locked(connection, READINGS, job_id)
    if row is not None:
        stop(connection, READINGS, row)  # a clone that an attempt left behind is swept by the workers
    return _one(connection, job_id, tenant=tenant)


def _delete(connection: Connection, job_id: str, *, tenant: str) -> bool:
    known = select(jobs.c.repository_id).where(jobs.c.id == job_id, jobs.c.tenant == tenant)
    repository_id = connection.execute(known).scalar_one_or_none()
    if repository_id is None:
        return True
    hold_repository(connection, repository_id)
    row = locked(connection, READINGS, job_id)
    if row is None:
        return True
    stop(connection, READINGS, row)
    row = locked(connection, READINGS, job_id)
    if row is None or not State(row.state).final:
        return row is None
    delete_job(connection, row)
    return True


def _repository(connection: Connection, *, tenant: str, source: str) -> str:
    while True:
        connection.execute(
            insert(repositories)
            .values(id=new_id(), tenant=tenant, source=source)
            .on_conflict_do_nothing(constraint="repositories_source")
        )
        # Held until the job is there: a deletion that found the repository without jobs would take it away. One that
        # took it away just now is why there may be none: then it is made anew.
        known = select(repositories.c.id).where(repositories.c.tenant == tenant, repositories.c.source == source)
        # Not against workers, whose writes to jobs look the repository up (`key_share`).
        held = connection.execute(known.with_for_update(key_share=True)).scalar_one_or_none()
        if held is not None:
            return str(held)
