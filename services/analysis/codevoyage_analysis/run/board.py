"""What others see of a run while a worker holds it: columns of its row, an event for each change, pictures.

Small changes are gathered: at most four events a second, whatever the facts' stream brings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, update

from codevoyage.common.v1 import lifecycle_pb2 as pb
from codevoyage_analysis.domain import Grain
from codevoyage_analysis.metrics.timeline import Timeline
from codevoyage_analysis.models import analyses
from codevoyage_analysis.retries import as_column
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.pictures import write_timelines
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.wakeups import Waker

#: Seconds between events: four a second move smoothly, and cost nothing.
EVENT_SECONDS: Final = 0.25


class Board:
    """Writes about one run, each time under its lease. Every method may raise Fenced and Cancelled."""

    def __init__(
        self,
        *,
        lease: Lease,
        waker: Waker,
        revision: int,
        attempts: Mapping[str, Any],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """revision, attempts: the run's, as its row has them."""
        self._lease = lease
        self._waker = waker
        self._clock = clock
        self._revision = revision
        self._columns: dict[str, Any] = {}
        self._mirrored: dict[str, tuple[dict[str, Any] | None, list[dict[str, Any]]]] = {}
        self._attempts: dict[str, Any] = dict(attempts)
        self._achieved = False
        self._written: float | None = None

    @property
    def due(self) -> bool:
        """Whether there is something to write, and time to."""
        waited = self._written is None or self._clock() - self._written >= EVENT_SECONDS
        return bool(self._columns) and waited

    def note(self, *, achieved: bool = False, **columns: Any) -> None:
        """Remembers columns for the next write. achieved: something that a later attempt need not do again."""
        self._columns |= columns
        self._achieved |= achieved

    def mirror(self, service: str, *, retry: pb.Retry | None, attempts: Iterable[pb.Attempt]) -> None:
        """Remembers how a job inside of the run fares, when that is news."""
        told = (as_column(retry) if retry is not None else None, [as_column(each) for each in attempts])
        if self._mirrored.get(service) == told:
            return
        self._mirrored[service] = told
        self._attempts = self._attempts | {service: told[1]}
        self.note(job_retry=told[0], job_attempts=self._attempts)

    def write(self, pictures: Mapping[Grain, Timeline] | None = None) -> None:
        """Writes what was noted, and pictures under the next revision, with one event."""
        with self._lease.engine.begin() as connection:
            self.write_in(connection, pictures)
        self.written()

    def write_in(self, connection: Connection, pictures: Mapping[Grain, Timeline] | None = None) -> None:
        """The same in somebody's transaction, as its last step; call `written` after its commit."""
        self._lease.fence(connection, progress=self._achieved)
        if pictures is not None:
            self._revision += 1
            write_timelines(connection, self._lease.job_id, pictures, revision=self._revision)
        connection.execute(
            update(analyses)
            .where(analyses.c.id == self._lease.job_id)
            .values(result_revision=self._revision, **self._columns)
        )
        record_change(connection, self._lease.job_id)

    def written(self) -> None:
        """What was noted is committed: whoever waits may look."""
        self._columns, self._achieved, self._written = {}, False, self._clock()
        self._waker.wake(self._lease.job_id)
