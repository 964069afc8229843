"""Claims, leases, fences.

A claim counts an attempt and takes a lease; a thread renews it while the work goes on; every write happens inside
`Lease.transaction()`, which is refused once another attempt has claimed the job. Whoever was paused, cut off or
declared dead can come back and write nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, case, func, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import Cancelled, Fenced
from codevoyage_common.lifecycle import State, sources

_log = logging.getLogger(__name__)
#: Seconds between looks at the row: how soon a cancellation or a lost lease is noticed.
LOOK_SECONDS: Final = 0.5


class Lease:
    """The right to write about one job, for one attempt."""

    def __init__(
        self, *, engine: Engine, table: Table, job_id: str, attempt: int, seconds: float, stopping: threading.Event
    ) -> None:
        self.job_id = job_id
        self.attempt = attempt
        self.engine = engine
        self.table = table
        self.seconds = seconds
        self._cancelling = threading.Event()
        self._lost = threading.Event()
        self._stopping = stopping

    def interrupted(self) -> bool:
        """Whether to stop at the next chance: cancelled, fenced off, or the process ends."""
        return self._cancelling.is_set() or self._lost.is_set() or self._stopping.is_set()

    def check(self) -> None:
        """Raises Cancelled, Fenced or HandOver when there is reason to stop."""
        if self._lost.is_set():
            raise Fenced(self.job_id, self.attempt)
        if self._cancelling.is_set():
            raise Cancelled
        if self._stopping.is_set():
            raise HandOver

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
        # The clock, not the transaction's beginning: that may lie far back when much was written before.
        values: dict[str, Any] = {"lease_until": func.clock_timestamp() + timedelta(seconds=self.seconds)}
        if progress:
            values["fruitless"] = 0
        state = connection.execute(
            update(self.table)
            .where(
                self.table.c.id == self.job_id,
                self.table.c.attempt == self.attempt,
                self.table.c.state.in_([State.RUNNING, State.CANCELLING]),
            )
            .values(**values)
            .returning(self.table.c.state)
        ).scalar_one_or_none()
        if state is None:
            self._lost.set()
            raise Fenced(self.job_id, self.attempt)
        if state == State.CANCELLING and not cleanup:
            self._cancelling.set()
            raise Cancelled

    def look(self) -> None:
        """Renews the lease, and learns of a cancellation."""
        with self.transaction(cleanup=True) as connection:
            row = connection.execute(select(self.table.c.state).where(self.table.c.id == self.job_id)).one()
            if row.state == State.CANCELLING:
                self._cancelling.set()

    def look_cheaply(self) -> None:
        """Learns of a cancellation or a lost lease without writing."""
        with self.engine.connect() as connection:
            row = connection.execute(
                select(self.table.c.state, self.table.c.attempt).where(self.table.c.id == self.job_id)
            ).one_or_none()
        if row is None or row.attempt != self.attempt:
            self._lost.set()
        elif row.state == State.CANCELLING:
            self._cancelling.set()


class HandOver(Exception):
    """The worker was told to end; the job goes back to the queue as it stands."""


@contextmanager
def claim(
    engine: Engine,
    table: Table,
    job_id: str,
    *,
    seconds: float,
    stopping: threading.Event,
    on_claim: Callable[[Connection, str], None] | None = None,
) -> Iterator[Lease | None]:
    """Claims a job and keeps its lease for the block; None when there is nothing to claim.

    seconds: the lease. on_claim: more to write in the claim's own transaction; gets the new state.
    """
    with engine.begin() as connection:
        claimed = connection.execute(
            update(table)
            .where(
                table.c.id == job_id,
                or_(
                    table.c.state.in_(sorted(sources(State.RUNNING) - {State.RUNNING})),
                    table.c.state.in_([State.RUNNING, State.CANCELLING]) & (table.c.lease_until < func.now()),
                    (table.c.state == State.CANCELLING) & table.c.lease_until.is_(None),
                ),
                or_(table.c.retry_time.is_(None), table.c.retry_time <= func.now()),
            )
            .values(
                # A job that is being cancelled is claimed to be cleaned up, and stays what it is.
                state=_running_unless_cancelling(table),
                attempt=table.c.attempt + 1,
                fruitless=table.c.fruitless + 1,
                lease_until=func.now() + timedelta(seconds=seconds),
                retry_time=None,
                start_time=func.coalesce(table.c.start_time, func.now()),
            )
            .returning(table.c.attempt, table.c.state)
        ).one_or_none()
        if claimed is not None and on_claim is not None:
            on_claim(connection, claimed.state)
    if claimed is None:
        yield None
        return
    lease = Lease(
        engine=engine, table=table, job_id=job_id, attempt=claimed.attempt, seconds=seconds, stopping=stopping
    )
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, ended), name=f"lease-{job_id}", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        ended.set()
        keeper.join()


def _running_unless_cancelling(table: Table) -> Any:
    return case((table.c.state == State.CANCELLING, State.CANCELLING.value), else_=State.RUNNING.value)


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
