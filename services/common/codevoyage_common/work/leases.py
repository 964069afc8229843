"""Claims, leases, fences.

A claim counts an attempt and takes a lease; a thread renews it while the work goes on; every write happens inside
`Lease.transaction()`, which is refused once another attempt has claimed the job. Whoever was paused, cut off or
declared dead can come back and write nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, case, func, or_, select, true, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import Cancelled, CodeVoyageError, Fenced
from codevoyage_common.lifecycle import Outcome, State, sources
from codevoyage_common.work.attempts import close_attempt, open_attempt
from codevoyage_common.work.kind import Kind

_log = logging.getLogger(__name__)
#: Seconds between looks at the row: how soon a cancellation or a lost lease is noticed.
LOOK_SECONDS: Final = 0.5


class Lease:
    """The right to write about one job, for one attempt."""

    def __init__(
        self, *, engine: Engine, kind: Kind, job_id: str, attempt: int, seconds: float, stopping: threading.Event
    ) -> None:
        self.job_id = job_id
        self.attempt = attempt
        self.engine = engine
        self.kind = kind
        self.seconds = seconds
        self._cancelling = threading.Event()
        self._lost = threading.Event()
        self._stopping = stopping
        self._limit: tuple[float, CodeVoyageError] | None = None

    def interrupted(self) -> bool:
        """Whether to stop at the next chance; `check` says why."""
        return self._cancelling.is_set() or self._lost.is_set() or self._stopping.is_set() or self._too_long()

    def check(self) -> None:
        """Raises Fenced, Cancelled, HandOver, or the limit's error, when there is reason to stop."""
        if self._lost.is_set():
            raise Fenced(self.job_id, self.attempt)
        if self._cancelling.is_set():
            raise Cancelled
        if self._stopping.is_set():
            raise HandOver
        if self._limit is not None and self._too_long():
            raise self._limit[1]

    def limit(self, seconds: float, error: CodeVoyageError) -> None:
        """From now on the work may take so long; after that `check` raises the error. Replaces an earlier limit."""
        self._limit = (time.monotonic() + seconds, error)

    def no_limit(self) -> None:
        """The work may take as long as it takes."""
        self._limit = None

    @contextmanager
    def transaction(self, *, progress: bool = False, cleanup: bool = False) -> Iterator[Connection]:
        """A transaction that is refused when the lease is lost, and that renews it.

        progress: something was achieved that a later attempt need not do again. cleanup: also while cancelling.
        Raises Fenced, Cancelled; then nothing was written.
        """
        with self.engine.begin() as connection:
            self.fence(connection, progress=progress, cleanup=cleanup)
            yield connection

    def fence(self, connection: Connection, *, progress: bool = False, cleanup: bool = False) -> None:
        """The same inside somebody's transaction: from here on it holds the job's row, and may be committed."""
        jobs = self.kind.jobs
        # The clock, not the transaction's beginning: that may lie far back when much was written before.
        values: dict[str, Any] = {"lease_until": func.clock_timestamp() + timedelta(seconds=self.seconds)}
        if progress:
            values |= {"fruitless": 0, "last_failure": None}
        state = connection.execute(
            update(jobs)
            .where(
                jobs.c.id == self.job_id,
                jobs.c.attempt == self.attempt,
                jobs.c.state.in_([State.RUNNING, State.CANCELLING]),
            )
            .values(**values)
            .returning(jobs.c.state)
        ).scalar_one_or_none()
        if state is None:
            self._lost.set()
            raise Fenced(self.job_id, self.attempt)
        if state == State.CANCELLING and not cleanup:
            self._cancelling.set()
            raise Cancelled

    def look(self) -> None:
        """Renews the lease, and learns of a cancellation."""
        jobs = self.kind.jobs
        with self.transaction(cleanup=True) as connection:
            row = connection.execute(select(jobs.c.state).where(jobs.c.id == self.job_id)).one()
            if row.state == State.CANCELLING:
                self._cancelling.set()

    def look_cheaply(self) -> None:
        """Learns of a cancellation or a lost lease without writing."""
        jobs = self.kind.jobs
        with self.engine.connect() as connection:
            row = connection.execute(select(jobs.c.state, jobs.c.attempt).where(jobs.c.id == self.job_id)).one_or_none()
        if row is None or row.attempt != self.attempt:
            self._lost.set()
        elif row.state == State.CANCELLING:
            self._cancelling.set()

    def _too_long(self) -> bool:
        limit = self._limit  # read once: another thread may lift it
        return limit is not None and time.monotonic() > limit[0]


class HandOver(Exception):
    """The worker was told to end; the job goes back to the queue as it stands."""


@contextmanager
def claim(
    engine: Engine,
    kind: Kind,
    job_id: str,
    *,
    worker: str,
    seconds: float,
    stopping: threading.Event,
    on_claim: Callable[[Connection, str], None] | None = None,
) -> Iterator[Lease | None]:
    """Claims a job and keeps its lease for the block; None when there is nothing to claim.

    worker: the name of who claims. seconds: the lease. on_claim: more to write in the claim's own transaction; gets
    the new state.
    """
    jobs = kind.jobs
    with engine.begin() as connection:
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
        claimed = None
        if free is not None:
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
                    worker=worker,
                    lease_until=func.now() + timedelta(seconds=seconds),
                    retry_time=None,
                    start_time=func.coalesce(jobs.c.start_time, func.now()),
                )
                .returning(jobs.c.attempt, jobs.c.state)
            ).one()
            open_attempt(connection, kind, job_id, claimed.attempt, worker=worker)
            if on_claim is not None:
                on_claim(connection, claimed.state)
    if claimed is None:
        yield None
        return
    lease = Lease(engine=engine, kind=kind, job_id=job_id, attempt=claimed.attempt, seconds=seconds, stopping=stopping)
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, ended), name=f"lease-{job_id}", daemon=True)
    keeper.start()
    try:
        yield lease
    except (DBAPIError, PoolTimeout):
        ended.set()
        _give_back(lease)
        raise
    finally:
        ended.set()
        keeper.join()


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


def _give_back(lease: Lease) -> None:
    """Ends the lease as soon as the database answers again, so that nobody waits for it to run out."""
    jobs = lease.kind.jobs
    mine = (jobs.c.id == lease.job_id, jobs.c.attempt == lease.attempt, jobs.c.lease_until > func.now())
    until = time.monotonic() + lease.seconds  # after that it has run out by itself
    while time.monotonic() < until:
        try:
            with lease.engine.begin() as connection:
                connection.execute(update(jobs).where(*mine).values(lease_until=func.now()))
        except (DBAPIError, PoolTimeout):
            time.sleep(LOOK_SECONDS)
        else:
            return


def _lease_end(kind: Kind, job_id: str) -> Any:
    """When the lease ran out; now for one that was given back."""
    jobs = kind.jobs
    end = select(func.coalesce(jobs.c.lease_until, func.clock_timestamp())).where(jobs.c.id == job_id)
    return end.scalar_subquery()


def _keep(lease: Lease, ended: threading.Event) -> None:
    looks = 0
    renew_every = max(1, int(lease.seconds / 10 / LOOK_SECONDS))
    while not ended.wait(LOOK_SECONDS):
        looks += 1
        try:
            if looks % renew_every == 0:
                lease.look()
            else:
                lease.look_cheaply()
        except (Fenced, Cancelled):
            return
        except (DBAPIError, PoolTimeout) as error:
            _log.warning("lease of %s could not be renewed: %s", lease.job_id, error)
