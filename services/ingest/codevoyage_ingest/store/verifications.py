"""A verification's row, as the server makes, finds and stops it, and as a worker's steps fill it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.errors import QuotaReached, RequestIdReused, ResourceNotFound, ResultNotReady
from codevoyage_common.lifecycle import FINAL, State
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.work.attempts import attempts_of
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.retrying import locked, stop
from codevoyage_ingest.domain import Verify
from codevoyage_ingest.models import jobs, outbox, repositories, verification_attempts, verifications

#: Comparisons of facts with git. What is durable of one: steps that are done.
VERIFICATIONS: Final = Kind(
    jobs=verifications,
    attempts=verification_attempts,
    outbox=outbox,
    queue="ingest.verify",
    actor="verify_repository",
    checkpoint=verifications.c.steps,
)
#: Verifications of a tenant that have not ended: each takes git's time of a whole history.
_WAITING: Final = 100
#: Ended verifications that are kept of one reading.
_KEPT: Final = 20
_WHOLE = (
    select(verifications, jobs.c.head, repositories.c.source, repositories.c.id.label("repository_id"))
    .join(jobs, verifications.c.ingest_job_id == jobs.c.id)
    .join(repositories, jobs.c.repository_id == repositories.c.id)
)


class Verifications:
    """Verifications, for the server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, asked: Verify, *, tenant: str, request_id: str) -> Row[Any]:
        """The verification for a request id: made now, of the newest whole reading, or found.

        Raises ResultNotReady when there is none, RequestIdReused, QuotaReached.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start, asked, tenant=tenant, request_id=request_id)

    async def get(self, verification_id: str, *, tenant: str) -> Row[Any]:
        """Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_one, verification_id, tenant=tenant)

    async def attempts(self, verification_id: str) -> list[Row[Any]]:
        """What was tried so far."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(attempts_of, VERIFICATIONS, verification_id)

    async def cancel(self, verification_id: str, *, tenant: str) -> Row[Any]:
        """Asks one to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, verification_id, tenant=tenant)


def verification(connection: Connection, verification_id: str) -> Row[Any]:
    """A verification's row with its repository's `source` and `repository_id`, and the `head` that was read."""
    return connection.execute(_WHOLE.where(verifications.c.id == verification_id)).one()


def _start(connection: Connection, asked: Verify, *, tenant: str, request_id: str) -> Row[Any]:
    mine = (verifications.c.tenant == tenant, verifications.c.request_id == request_id)
    known = connection.execute(_WHOLE.where(*mine)).one_or_none()
    if known is None:
        _make(connection, asked, tenant=tenant, request_id=request_id)
        known = connection.execute(_WHOLE.where(*mine)).one()
    if (known.source, known.trees, known.seed) != (asked.source, asked.trees, asked.seed):
        raise RequestIdReused(request_id)
    return known


def _make(connection: Connection, asked: Verify, *, tenant: str, request_id: str) -> None:
    ingest_job_id = _newest_reading(connection, asked.source, tenant=tenant)
    _check_waiting(connection, tenant=tenant)
    traceparent = current_traceparent()
    made = connection.execute(
        insert(verifications)
        .values(
            id=new_id(),
            tenant=tenant,
            ingest_job_id=ingest_job_id,
            request_id=request_id,
            trees=asked.trees,
            seed=asked.seed,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
        )
        .on_conflict_do_nothing(constraint="verifications_request")
        .returning(verifications.c.id)
    ).scalar_one_or_none()
    if made is not None:  # otherwise the same request was faster
        connection.execute(VERIFICATIONS.message(made, traceparent=traceparent))
        _forget_older(connection, ingest_job_id)


def _newest_reading(connection: Connection, source: str, *, tenant: str) -> str:
    """The job whose facts are compared; it is held, so that no deletion takes it away meanwhile."""
    found = connection.execute(
        select(jobs.c.id)
        .join(repositories, jobs.c.repository_id == repositories.c.id)
        .where(
            repositories.c.tenant == tenant,
            repositories.c.source == source,
            jobs.c.state == State.SUCCEEDED,
            jobs.c.unwanted.is_(False),
        )
        .order_by(jobs.c.create_time.desc(), jobs.c.id)
        .limit(1)
        .with_for_update(of=jobs, key_share=True)
    ).scalar_one_or_none()
    if found is None:
        raise ResultNotReady(f"Nothing of {source} is read to its end yet. Analyse it first, then verify it.")
    return str(found)


def _check_waiting(connection: Connection, *, tenant: str) -> None:
    waiting = connection.execute(
        select(func.count())
        .select_from(verifications)
        .where(verifications.c.tenant == tenant, verifications.c.state.not_in(FINAL))
    ).scalar_one()
    if waiting >= _WAITING:
        raise QuotaReached(
            f"{waiting} verifications have not ended yet, as many as may wait. Try again when some have.",
            bound="verifications",
            value=_WAITING,
            unit="verifications",
        )


def _forget_older(connection: Connection, ingest_job_id: str) -> None:
    ended = (verifications.c.ingest_job_id == ingest_job_id) & verifications.c.state.in_(FINAL)
    older = select(verifications.c.id).where(ended).order_by(verifications.c.create_time.desc()).offset(_KEPT)
    connection.execute(delete(verifications).where(verifications.c.id.in_(older)))


def _one(connection: Connection, verification_id: str, *, tenant: str) -> Row[Any]:
    row = connection.execute(
        _WHOLE.where(verifications.c.id == verification_id, verifications.c.tenant == tenant)
    ).one_or_none()
    if row is None:
        raise ResourceNotFound(f"verifications/{verification_id}")
    return row


def _cancel(connection: Connection, verification_id: str, *, tenant: str) -> Row[Any]:
    _one(connection, verification_id, tenant=tenant)
    row = locked(connection, VERIFICATIONS, verification_id)
    if row is not None:
        stop(connection, VERIFICATIONS, row)
    return _one(connection, verification_id, tenant=tenant)
