"""Taking up what lost its lease: at once, or never again when it was lost too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, literal, select, update
from sqlalchemy.engine import Row

from codevoyage_common.errors import AttemptsExhausted
from codevoyage_common.lifecycle import Outcome, State
from codevoyage_common.work.attempts import close_attempt
from codevoyage_common.work.endings import fail, failure_of, move
from codevoyage_common.work.kind import Kind

#: Jobs of one round; the next one is a second away.
BATCH: Final = 100


@dataclass(frozen=True, kw_only=True)
class Reaped:
    """Ids of jobs whose lease ran out: those that go on, and those that failed for good."""

    again: list[str]
    failed: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.again, *self.failed]


def reap(connection: Connection, kind: Kind) -> Reaped:
    """Takes up jobs whose lease ran out. Several reapers may run: each job is locked by one of them."""
    jobs = kind.jobs
    lost = connection.execute(
        select(jobs, kind.checkpoint.label("checkpoint"))
        .where(jobs.c.state.in_([State.RUNNING, State.CANCELLING]), jobs.c.lease_until < func.now())
        .with_for_update(skip_locked=True)
        .limit(BATCH)
    ).all()
    reaped = Reaped(again=[], failed=[])
    for row in lost:
        if row.state == State.RUNNING and kind.spent(row.fruitless):
            failure = failure_of(_exhausted(row), row=row)
            close_attempt(connection, kind, row.id, Outcome.LOST, end=literal(row.lease_until), failure=failure)
            fail(connection, kind, row.id, failure)
            reaped.failed.append(row.id)
            continue
        close_attempt(connection, kind, row.id, Outcome.LOST, end=literal(row.lease_until))
        # The attempt moves on with the claim; until then the dead worker's writes meet another state. A job that is
        # being cancelled keeps its state: without a lease it may be claimed, and is not found here again.
        if row.state == State.RUNNING:
            move(connection, kind, row.id, State.RETRYING, lease_until=None)
        else:
            connection.execute(update(jobs).where(jobs.c.id == row.id).values(lease_until=None))
        connection.execute(kind.message(row.id, traceparent=row.traceparent))
        reaped.again.append(row.id)
    return reaped


def _exhausted(row: Row[Any]) -> AttemptsExhausted:
    before = row.last_failure
    told = f" The last error was: {before['message']}" if before else ""
    return AttemptsExhausted(
        f"{row.fruitless} attempts ended without progress, the last one without a word: "
        f"its worker was killed, ran out of memory, or was cut off. See the worker's log, then retry.{told}",
        attempts=str(row.fruitless),
        **({"last_reason": before["reason"]} if before else {}),
    )
