"""Leases and fences.

A claim (`work.claims`) counts an attempt and takes a lease; a thread renews it while the work goes on; every write
happens inside `Lease.transaction()`, which is refused once another attempt has claimed the job. Whoever was paused, cut
off or declared dead can come back and write nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import Cancelled, CodeVoyageError, Fenced
from codevoyage_common.lifecycle import State
from codevoyage_common.work.kind import Kind

_log = logging.getLogger(__name__)
#: Seconds between looks at the row: how soon a cancellation or a lost lease is noticed.
LOOK_SECONDS: Final = 0.5


class Lease:
    """The right to write about one job, for one attempt."""

    def __init__(
        self,
        *,
        engine: Engine,
        kind: Kind,
        job_id: str,
        attempt: int,
        seconds: float,
        stopping: threading.Event,
        came_further: Callable[[], None],
        wanted: Callable[[], bool] | None = None,
    ) -> None:
        """came_further: called when there is progress. wanted: whether to make way; None: never."""
        self.job_id = job_id
        self.attempt = attempt
        self.engine = engine
        self.kind = kind
        self.seconds = seconds
        self._cancelling = threading.Event()
        self._lost = threading.Event()
        self._stopping = stopping
        self._came_further = came_further
        self._wanted = wanted
        self._limit: tuple[float, CodeVoyageError] | None = None

    def interrupted(self) -> bool:
        """Whether to stop at the next chance; `check` says why."""
        return self._cancelling.is_set() or self._lost.is_set() or self._gives_back() or self._too_long()

    def check(self) -> None:
        """Raises Fenced, Cancelled, HandOver, or the limit's error, when there is reason to stop."""
        if self._lost.is_set():
            raise Fenced(self.job_id, self.attempt)
        if self._cancelling.is_set():
            raise Cancelled
        if self._gives_back():
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
        if progress:
            self._came_further()

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

    def _gives_back(self) -> bool:
        return self._stopping.is_set() or (self._wanted is not None and self._wanted())

    def _too_long(self) -> bool:
        limit = self._limit  # read once: another thread may lift it
        return limit is not None and time.monotonic() > limit[0]


class HandOver(Exception):
    """The worker was told to end, or the job makes way for another one; it goes back to the queue as it stands."""


@contextmanager
def kept(lease: Lease) -> Iterator[None]:
    """Renews the lease for the block; gives it back when the block ends because the database was away."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, ended), name=f"lease-{lease.job_id}", daemon=True)
    keeper.start()
    try:
        yield
    except (DBAPIError, PoolTimeout):
        ended.set()
        _give_back(lease)
        raise
    finally:
        ended.set()
        keeper.join()


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
