"""When a stage of a job began and ended, and how far it is: columns `stage`, `stages`, `progress`."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.wakeups import Waker


class Stages:
    """Writes the stages of one job of whichever kind, fenced, and wakes whoever follows it."""

    def __init__(self, lease: Lease, waker: Waker) -> None:
        self._lease = lease
        self._waker = waker
        self._jobs = lease.kind.jobs

    def begin(self, stage: Stage, **values: Any) -> None:
        """A stage's first claim; one that began in an earlier attempt keeps its beginning."""
        with self._lease.transaction() as connection:
            begun = self._times(connection).get(stage.value)
            times = [begun[0] if begun else time.time(), None]
            self._write(connection, stage, times, values | {"stage": stage.value})
        self.wake()

    def end(self, stage: Stage, *, achieved: bool = False, **values: Any) -> None:
        """A stage's end. achieved: no earlier attempt had come so far, so that it counts as progress."""
        with self._lease.transaction(progress=achieved) as connection:
            self._write(connection, stage, [self._times(connection)[stage.value][0], time.time()], values)
        self.wake()

    def report(self, progress: dict[str, Any]) -> None:
        """How far the stage is, when no chunk says it."""
        jobs = self._jobs
        with self._lease.transaction() as connection:
            connection.execute(update(jobs).where(jobs.c.id == self._lease.job_id).values(progress=progress))
        self.wake()

    def wake(self) -> None:
        """Says that there is something new to see."""
        self._waker.wake(self._lease.job_id)

    def _times(self, connection: Connection) -> dict[str, list[float | None]]:
        jobs = self._jobs
        found = connection.execute(select(jobs.c.stages).where(jobs.c.id == self._lease.job_id)).scalar_one()
        return dict(found or {})

    def _write(self, connection: Connection, stage: Stage, times: list[float | None], values: dict[str, Any]) -> None:
        jobs = self._jobs
        merged = func.jsonb_set(jobs.c.stages, literal([stage.value]), cast(literal(times, JSONB), JSONB))
        connection.execute(update(jobs).where(jobs.c.id == self._lease.job_id).values(stages=merged, **values))
