"""A measuring's row, as the server makes, finds, stops it and takes it up again."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.errors import QuotaReached, ResourceNotFound, ResultNotReady
from codevoyage_common.lifecycle import FINAL, State
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.work.attempts import attempts_of
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.retrying import locked, retry_job, stop
from codevoyage_ingest.models import jobs, measuring_attempts, measurings, outbox, repositories
from codevoyage_ingest.store.file_versions import has_path

#: Measurings of contents after a reading. What is durable of one: contents that it measured.
MEASURINGS: Final = Kind(
    jobs=measurings,
    attempts=measuring_attempts,
    outbox=outbox,
    queue="ingest.measure",
    actor="measure_contents",
    checkpoint=measurings.c.measured,
)
#: The path of a measuring of key frames.
FRAMES: Final = b""
#: Measurings of a tenant that have not ended.
_WAITING: Final = 100
#: Ended measurings of files that are kept of one reading: some hundred KB each.
_KEPT: Final = 500
#: All but the answer, which may be large.
_ROW: Final = select(*(column for column in measurings.columns if column is not measurings.c.messages))


class Measurings:
    """Measurings, for the server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start_frames(self, job_id: str, *, tenant: str, retry: int) -> Row[Any]:
        """The measuring of a job's key frames: made now, found, or taken up again.

        Raises ResourceNotFound, ResultNotReady, TransitionNotAllowed when it is still being stopped.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start_frames, job_id, tenant=tenant, retry=retry)

    async def start_file(self, source: str, path: bytes, *, tenant: str, retry: int) -> Row[Any]:
        """The measuring of a file's versions, of the newest whole reading of a source: made now, found, or taken up
        again.

        Raises ResultNotReady, ResourceNotFound for a path that never was, QuotaReached, TransitionNotAllowed.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start_file, source, path, tenant=tenant, retry=retry)

    async def get(self, measuring_id: str) -> Row[Any]:
        """Raises ResourceNotFound when it went with its job."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_one, measuring_id)

    async def messages(self, measuring_id: str) -> list[bytes]:
        """The answer of one that SUCCEEDED, as it is sent."""
        async with self._engine.connect() as connection:
            wanted = select(measurings.c.messages).where(measurings.c.id == measuring_id)
            return list((await connection.execute(wanted)).scalar_one_or_none() or ())

    async def attempts(self, measuring_id: str) -> list[Row[Any]]:
        """What was tried so far."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(attempts_of, MEASURINGS, measuring_id)

    async def cancel(self, measuring_id: str, *, tenant: str) -> Row[Any]:
        """Asks one to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, measuring_id, tenant=tenant)

    async def frames_of(self, job_id: str, *, tenant: str) -> str:
        """The id of the measuring of a job's key frames. Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_frames_of, job_id, tenant=tenant)


def _start_frames(connection: Connection, job_id: str, *, tenant: str, retry: int) -> Row[Any]:
    job = connection.execute(_job(job_id, tenant=tenant).with_for_update(key_share=True)).one_or_none()
    if job is None:
        raise ResourceNotFound(f"ingestJobs/{job_id}")
    if job.state != State.SUCCEEDED:
        raise ResultNotReady(f"ingestJobs/{job_id} is not read to its end yet. Ask for its key frames when it is.")
    return _start(connection, job.facts_of or job.id, FRAMES, tenant=tenant, retry=retry)


def _start_file(connection: Connection, source: str, path: bytes, *, tenant: str, retry: int) -> Row[Any]:
    job = connection.execute(
        select(jobs)
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
    ).one_or_none()
    if job is None:
        raise ResultNotReady(f"Nothing of {source} is read to its end yet. Analyse it first, then measure its files.")
    facts_job = job.facts_of or job.id
    if not has_path(connection, facts_job, path):
        raise ResourceNotFound(f"file at {path.decode('utf-8', 'backslashreplace')} on the mainline of {source}")
    return _start(connection, facts_job, path, tenant=tenant, retry=retry)


def _start(connection: Connection, facts_job: str, path: bytes, *, tenant: str, retry: int) -> Row[Any]:
    mine = (measurings.c.ingest_job_id == facts_job, measurings.c.path == path)
    if connection.execute(select(measurings.c.id).where(*mine)).first() is None:
        _make(connection, facts_job, path, tenant=tenant, retry=retry)
    known = connection.execute(_ROW.where(*mine).with_for_update()).one()
    name = f"measurings/{known.id}"
    if retry_job(connection, MEASURINGS, known, retry=retry, traceparent=current_traceparent(), name=name):
        known = connection.execute(_ROW.where(*mine)).one()
    return known


def _make(connection: Connection, facts_job: str, path: bytes, *, tenant: str, retry: int) -> None:
    _check_waiting(connection, tenant=tenant)
    traceparent = current_traceparent()
    made = connection.execute(
        insert(measurings)
        .values(
            id=new_id(),
            tenant=tenant,
            ingest_job_id=facts_job,
            path=path,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
            retries=retry,
        )
        .on_conflict_do_nothing(constraint="measurings_path")
        .returning(measurings.c.id)
    ).scalar_one_or_none()
    if made is not None:  # otherwise somebody else was faster
        connection.execute(MEASURINGS.message(made, traceparent=traceparent))
        ended = (
            (measurings.c.ingest_job_id == facts_job) & (measurings.c.path != FRAMES) & measurings.c.state.in_(FINAL)
        )
        older = select(measurings.c.id).where(ended).order_by(measurings.c.create_time.desc()).offset(_KEPT)
        connection.execute(delete(measurings).where(measurings.c.id.in_(older)))


def _check_waiting(connection: Connection, *, tenant: str) -> None:
    waiting = connection.execute(
        select(func.count())
        .select_from(measurings)
        .where(measurings.c.tenant == tenant, measurings.c.state.not_in(FINAL))
    ).scalar_one()
    if waiting >= _WAITING:
        raise QuotaReached(
            f"{waiting} measurings have not ended yet, as many as may wait. Try again when some have.",
            bound="measurings",
            value=_WAITING,
            unit="measurings",
        )


def _job(job_id: str, *, tenant: str) -> Any:
    return select(jobs).where(jobs.c.id == job_id, jobs.c.tenant == tenant, jobs.c.unwanted.is_(False))


def _one(connection: Connection, measuring_id: str) -> Row[Any]:
    row = connection.execute(_ROW.where(measurings.c.id == measuring_id)).one_or_none()
    if row is None:
        raise ResourceNotFound(f"measurings/{measuring_id}")
    return row


def _frames_of(connection: Connection, job_id: str, *, tenant: str) -> str:
    job = connection.execute(_job(job_id, tenant=tenant)).one_or_none()
    facts_job = None if job is None else job.facts_of or job.id
    found = connection.execute(
        select(measurings.c.id).where(measurings.c.ingest_job_id == facts_job, measurings.c.path == FRAMES)
    ).scalar_one_or_none()
    if found is None:
        raise ResourceNotFound(f"measuring of the key frames of ingestJobs/{job_id}")
    return str(found)


def _cancel(connection: Connection, measuring_id: str, *, tenant: str) -> Row[Any]:
    known = connection.execute(
        select(measurings.c.id).where(measurings.c.id == measuring_id, measurings.c.tenant == tenant)
    ).first()
    if known is None:
        raise ResourceNotFound(f"measurings/{measuring_id}")
    row = locked(connection, MEASURINGS, measuring_id)
    if row is not None:
        stop(connection, MEASURINGS, row)
    return _one(connection, measuring_id)
