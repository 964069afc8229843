"""How an attempt ends: the states that it may leave behind, each in one fenced transaction."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import Row

from codevoyage_common.errors import CodeVoyageError, TransitionNotAllowed
from codevoyage_common.lifecycle import Outcome, State, sources
from codevoyage_common.work.attempts import close_attempt
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.leases import Lease

#: Seconds before the second attempt after an error; doubles each time, with as much again at random, so that
#: many jobs that failed together do not come back together.
BACKOFF_SECONDS: Final = 1.0
BACKOFF_MAX_SECONDS: Final = 60.0
Hook = Callable[[Connection], None]


def end_as(lease: Lease, state: State, *, also: Hook | None = None, **values: Any) -> None:
    """Ends the job as SUCCEEDED or CANCELLED.

    Raises Fenced, TransitionNotAllowed, and Cancelled when it was cancelled just before a success.
    """
    with lease.transaction(cleanup=state is not State.SUCCEEDED, progress=True) as connection:
        close_attempt(connection, lease.kind, lease.job_id, Outcome(state.value))
        move(connection, lease.kind, lease.job_id, state, end_time=func.now(), lease_until=None, **values)
        if also is not None:
            also(connection)


def end_with_error(lease: Lease, error: CodeVoyageError, *, also: Hook | None = None, may_retry: bool = True) -> State:
    """FAILED, or RETRYING when another attempt may help and there is one left. Returns which. Raises Fenced.

    may_retry: False where another attempt would only repeat what others have tried often enough.
    """
    kind, job_id = lease.kind, lease.job_id
    with lease.transaction(cleanup=True) as connection:
        row = present(connection, kind, job_id)
        failure = failure_of(error, row=row)
        if row.state == State.CANCELLING:
            close_attempt(connection, kind, job_id, Outcome.CANCELLED)
            move(connection, kind, job_id, State.CANCELLED, end_time=func.now(), lease_until=None)
            ended = State.CANCELLED
        elif may_retry and error.retryable and not kind.spent(row.fruitless):
            close_attempt(connection, kind, job_id, Outcome.ERROR, failure=failure)
            delay = backoff_seconds(row.fruitless)
            move(
                connection,
                kind,
                job_id,
                State.RETRYING,
                retry_time=func.now() + timedelta(seconds=delay),
                lease_until=None,
                last_failure=failure,
            )
            # A little later than the row says, so that the message does not find it waiting still.
            connection.execute(kind.message(job_id, traceparent=row.traceparent, delay_seconds=delay + 0.05))
            ended = State.RETRYING
        else:
            close_attempt(connection, kind, job_id, Outcome.FAILED, failure=failure)
            fail(connection, kind, job_id, failure)
            ended = State.FAILED
        if also is not None:
            also(connection)
    return ended


def hand_over(lease: Lease, *, also: Hook | None = None) -> None:
    """Gives the job back because the process ends or needs the room; the claim counts for nothing. Raises Fenced."""
    kind, job_id = lease.kind, lease.job_id
    with lease.transaction(cleanup=True) as connection:
        row = present(connection, kind, job_id)
        close_attempt(connection, kind, job_id, Outcome.HANDED_OVER)
        uncounted = {"lease_until": None, "fruitless": max(0, row.fruitless - 1)}
        if row.state == State.RUNNING:
            move(connection, kind, job_id, State.RETRYING, **uncounted)
        else:
            connection.execute(update(kind.jobs).where(kind.jobs.c.id == job_id).values(**uncounted))
        connection.execute(kind.message(job_id, traceparent=row.traceparent))
        if also is not None:
            also(connection)


def move(connection: Connection, kind: Kind, job_id: str, state: State, **values: Any) -> None:
    """Writes a state, if the table of transitions allows it from the present one.

    Raises TransitionNotAllowed; then nothing was written.
    """
    jobs = kind.jobs
    moved = connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id, jobs.c.state.in_(sorted(sources(state))))
        .values(state=state.value, **values)
    )
    if not moved.rowcount:
        raise TransitionNotAllowed(f"{job_id} cannot become {state} from where it stands.", state=state.value)


def fail(connection: Connection, kind: Kind, job_id: str, failure: dict[str, Any]) -> None:
    """FAILED, with what it failed of. Raises TransitionNotAllowed."""
    move(connection, kind, job_id, State.FAILED, end_time=func.now(), lease_until=None, failure=failure)


def present(connection: Connection, kind: Kind, job_id: str) -> Row[Any]:
    """The job as it is, with its `checkpoint`."""
    jobs = kind.jobs
    return connection.execute(select(jobs, kind.checkpoint.label("checkpoint")).where(jobs.c.id == job_id)).one()


def failure_of(error: CodeVoyageError, *, row: Row[Any]) -> dict[str, Any]:
    """A failure as columns hold it. row: of `present`."""
    return {
        "stage": row.stage,
        "reason": error.reason,
        "message": error.message[:2000],
        "retryable": error.retryable,
        "attempt": row.attempt,
        "metadata": error.metadata,
        "correlation_id": row.correlation_id,
        "checkpoint": row.checkpoint,
    }


def backoff_seconds(fruitless: int) -> float:
    """How long to wait after so many attempts without progress, at least one."""
    delay = min(BACKOFF_SECONDS * 2.0 ** (fruitless - 1), BACKOFF_MAX_SECONDS)
    return delay + random.uniform(0, delay)  # noqa: S311  spreads load, hides nothing
