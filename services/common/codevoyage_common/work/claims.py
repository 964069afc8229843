"""Claims: who takes up a job, when it may be taken up, and what is written down with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, case, func, or_, select, true, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.lifecycle import Outcome, State, sources
from codevoyage_common.settings import ServiceSettings
from codevoyage_common.storage.engines import worker_engine
from codevoyage_common.work.attempts import close_attempt, open_attempt, worker_name
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.leases import Lease, kept
from codevoyage_common.work.quarantine import Quarantine

_log = logging.getLogger(__name__)
#: Seconds that a message waits for room in this process; then it is sent again, perhaps to one with room.
ROOM_SECONDS: Final = 5.0
ASK_LATER_SECONDS: Final = 2.0


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who claims: one per worker process.

    worker: its name. seconds: of a lease. stopping: set when the process is told to end.
    """

    engine: Engine
    worker: str
    seconds: float
    stopping: threading.Event
    quarantine: Quarantine = field(default_factory=Quarantine)


def claimant_of(settings: ServiceSettings) -> Claimant:
    """This process, as its settings describe it."""
    name = worker_name(settings.worker_name)
    return Claimant(
        engine=worker_engine(settings.sqlalchemy_url(), worker=name),
        worker=name,
        seconds=settings.lease_seconds,
        stopping=threading.Event(),
    )


@contextmanager
def claim(
    claimant: Claimant,
    kind: Kind,
    job_id: str,
    *,
    makes_way: bool = False,
    on_claim: Callable[[Connection, str], None] | None = None,
) -> Iterator[Lease | None]:
    """Claims a job and keeps its lease for the block; None when there is nothing to claim, or no room for a suspect.

    makes_way: the lease hands the job over as soon as one that does not make way waits for room in this process.
    on_claim: more to write in the claim's own transaction; gets the new state.
    """
    suspect = _is_suspect(claimant.engine, kind, job_id)
    room = claimant.quarantine.admitted(suspect=suspect, seconds=ROOM_SECONDS, makes_way=makes_way)
    with room as came_further:
        if came_further is None:
            _ask_later(claimant.engine, kind, job_id)
            yield None
            return
        attempt = _claimed(claimant, kind, job_id, on_claim=on_claim)
        if attempt is None:
            yield None
            return
        lease = Lease(
            engine=claimant.engine,
            kind=kind,
            job_id=job_id,
            attempt=attempt,
            seconds=claimant.seconds,
            stopping=claimant.stopping,
            came_further=came_further,
            wanted=claimant.quarantine.wanted if makes_way else None,
        )
        with kept(lease):
            yield lease


def _claimed(
    claimant: Claimant, kind: Kind, job_id: str, *, on_claim: Callable[[Connection, str], None] | None
) -> int | None:
    """The number of the attempt that begins; None when there is nothing to claim."""
    jobs = kind.jobs
    with claimant.engine.begin() as connection:
        free = connection.execute(
            select(jobs.c.id)
            .where(
                jobs.c.id == job_id,
                or_(
                    jobs.c.state.in_(sorted(sources(State.RUNNING) - {State.RUNNING})),
                    # One that was lost too often is the reaper's to fail.
                    (jobs.c.state == State.RUNNING) & (jobs.c.lease_until < func.now()) & _unspent(kind),
                    (jobs.c.state == State.CANCELLING) & (jobs.c.lease_until < func.now()),
                    (jobs.c.state == State.CANCELLING) & jobs.c.lease_until.is_(None),
                ),
                or_(jobs.c.retry_time.is_(None), jobs.c.retry_time <= func.now()),
            )
            .with_for_update()
        ).one_or_none()
        if free is None:
            return None
        # Of a claim that finds a lease which ran out before the reaper did; otherwise there is none to close.
        close_attempt(connection, kind, job_id, Outcome.LOST, end=_lease_end(kind, job_id))
        claimed = connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id)
            .values(
                # A job that is being cancelled is claimed to be cleaned up, and stays what it is.
                state=case((jobs.c.state == State.CANCELLING, State.CANCELLING.value), else_=State.RUNNING.value),
                attempt=jobs.c.attempt + 1,
                fruitless=jobs.c.fruitless + 1,
                worker=claimant.worker,
                lease_until=func.now() + timedelta(seconds=claimant.seconds),
                retry_time=None,
                start_time=func.coalesce(jobs.c.start_time, func.now()),
            )
            .returning(jobs.c.attempt, jobs.c.state)
        ).one()
        open_attempt(connection, kind, job_id, claimed.attempt, worker=claimant.worker)
        if on_claim is not None:
            on_claim(connection, claimed.state)
        return int(claimed.attempt)


def _is_suspect(engine: Engine, kind: Kind, job_id: str) -> bool:
    """Whether the last attempt was lost without progress: its worker died of something, perhaps of this job.

    Attempts that were handed over prove nothing either way.
    """
    jobs, attempts = kind.jobs, kind.attempts
    told = select(func.max(attempts.c.attempt)).where(
        attempts.c.job_id == job_id, attempts.c.outcome != Outcome.HANDED_OVER.value
    )
    lost = or_(
        attempts.c.outcome == Outcome.LOST.value,
        (attempts.c.outcome == Outcome.RUNNING.value) & (jobs.c.lease_until < func.now()),
    )
    with engine.connect() as connection:
        found = connection.execute(
            select(jobs.c.id)
            .join(attempts, (attempts.c.job_id == jobs.c.id) & (attempts.c.attempt == told.scalar_subquery()))
            .where(jobs.c.id == job_id, jobs.c.fruitless > 0, lost)
        )
        return found.first() is not None


def _ask_later(engine: Engine, kind: Kind, job_id: str) -> None:
    with engine.begin() as connection:
        row = connection.execute(select(kind.jobs.c.traceparent).where(kind.jobs.c.id == job_id)).one_or_none()
        if row is not None:
            connection.execute(kind.message(job_id, traceparent=row.traceparent, delay_seconds=ASK_LATER_SECONDS))


def release_own(engine: Engine, kind: Kind, *, worker: str) -> int:
    """Ends the leases that an earlier process of this name held, so that its jobs are taken up at once.

    Call it when a worker starts, and only with a name that no living process has; if one had it all the same, it
    would find itself fenced off. Returns how many there were. A database that does not answer is no error: leases run
    out by themselves.
    """
    jobs = kind.jobs
    held = update(jobs).where(jobs.c.worker == worker, jobs.c.lease_until > func.now())
    try:
        with engine.begin() as connection:
            return connection.execute(held.values(lease_until=func.now())).rowcount
    except (DBAPIError, PoolTimeout) as error:
        _log.warning("leases of an earlier %s are left to themselves: %s", worker, error)
        return 0


def _unspent(kind: Kind) -> Any:
    return true() if not kind.fruitless_limit else kind.jobs.c.fruitless < kind.fruitless_limit


def _lease_end(kind: Kind, job_id: str) -> Any:
    """When the lease ran out; now for one that was given back."""
    jobs = kind.jobs
    end = select(func.coalesce(jobs.c.lease_until, func.clock_timestamp())).where(jobs.c.id == job_id)
    return end.scalar_subquery()
