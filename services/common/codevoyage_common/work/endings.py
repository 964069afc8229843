"""How an attempt ends: the states that it may leave behind, each in one fenced transaction."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select, update

from codevoyage_common.errors import AttemptsExhausted, CodeVoyageError
from codevoyage_common.lifecycle import State, sources
from codevoyage_common.storage.outbox import enqueue
from codevoyage_common.work.leases import Lease

#: Claims without progress after which a job fails: one may be chance, two bad luck, three are a pattern.
MAX_FRUITLESS: Final = 3
#: Seconds before the second attempt after an error; doubles each time, with as much again at random, so that
#: many jobs that failed together do not come back together.
BACKOFF_SECONDS: Final = 1.0
BACKOFF_MAX_SECONDS: Final = 60.0
Hook = Callable[[Connection], None]


def end_as(lease: Lease, state: State, *, also: Hook | None = None, **values: Any) -> None:
    """Ends the job in a final state. Raises Fenced, and Cancelled when it was cancelled just before a success."""
    with lease.transaction(cleanup=state is not State.SUCCEEDED, progress=True) as connection:
        move(connection, lease.table, lease.job_id, state, end_time=func.now(), lease_until=None, **values)
        if also is not None:
            also(connection)


def end_with_error(
    lease: Lease,
    error: CodeVoyageError,
    *,
    outbox: Table,
    queue: str,
    actor: str,
    also: Hook | None = None,
    may_retry: bool = True,
) -> State:
    """FAILED, or RETRYING when another attempt may help and there is one left. Returns which. Raises Fenced.

    may_retry: False where another attempt would only repeat what others have tried often enough.
    """
    table = lease.table
    with lease.transaction(cleanup=True) as connection:
        row = connection.execute(select(table).where(table.c.id == lease.job_id)).one()
        if row.state == State.CANCELLING:
            move(connection, table, lease.job_id, State.CANCELLED, end_time=func.now(), lease_until=None)
            ended = State.CANCELLED
        elif may_retry and error.retryable and row.fruitless < MAX_FRUITLESS:
            delay = min(BACKOFF_SECONDS * 2 ** (row.fruitless - 1), BACKOFF_MAX_SECONDS)
            delay += random.uniform(0, delay)  # noqa: S311  spreads load, hides nothing
            retry_time = func.now() + timedelta(seconds=delay)
            move(connection, table, lease.job_id, State.RETRYING, retry_time=retry_time, lease_until=None)
            connection.execute(
                enqueue(
                    outbox,
                    queue=queue,
                    actor=actor,
                    job_id=lease.job_id,
                    traceparent=row.traceparent,
                    delay_seconds=delay + 0.05,
                )
            )
            ended = State.RETRYING
        else:
            failure = failure_of(error, stage=row.stage, attempt=lease.attempt)
            move(connection, table, lease.job_id, State.FAILED, end_time=func.now(), lease_until=None, failure=failure)
            ended = State.FAILED
        if also is not None:
            also(connection)
    return ended


def hand_over(lease: Lease, *, outbox: Table, queue: str, actor: str, also: Hook | None = None) -> None:
    """Gives the job back because the process ends; the claim counts for nothing. Raises Fenced."""
    table = lease.table
    with lease.transaction(cleanup=True, progress=True) as connection:
        row = connection.execute(select(table).where(table.c.id == lease.job_id)).one()
        if row.state == State.RUNNING:
            move(connection, table, lease.job_id, State.RETRYING, lease_until=None)
        else:
            connection.execute(update(table).where(table.c.id == lease.job_id).values(lease_until=None))
        connection.execute(enqueue(outbox, queue=queue, actor=actor, job_id=lease.job_id, traceparent=row.traceparent))
        if also is not None:
            also(connection)


def reap(connection: Connection, table: Table, *, outbox: Table, queue: str, actor: str) -> tuple[list[str], list[str]]:
    """Takes up jobs whose lease ran out: those that may go on (asked for again), those that failed for good.

    Returns both lists of ids. Several reapers may run: each job is locked by one of them.
    """
    lost = connection.execute(
        select(table)
        .where(
            table.c.state.in_([State.RUNNING, State.CANCELLING]),
            table.c.lease_until < func.now(),
        )
        .with_for_update(skip_locked=True)
        .limit(100)  # the next round is a second away
    ).all()
    again, failed = [], []
    for row in lost:
        if row.state == State.RUNNING and row.fruitless >= MAX_FRUITLESS:
            error = AttemptsExhausted(
                f"{row.fruitless} attempts ended without progress, the last one without a word: "
                "the worker was killed or ran out of memory. See its log.",
                attempts=str(row.fruitless),
            )
            failure = failure_of(error, stage=row.stage, attempt=row.attempt)
            move(connection, table, row.id, State.FAILED, end_time=func.now(), lease_until=None, failure=failure)
            failed.append(row.id)
            continue
        # The attempt moves on with the claim; until then the dead worker's writes meet another state. A job that is
        # being cancelled keeps its state: without a lease it may be claimed, and is not found here again.
        if row.state == State.RUNNING:
            move(connection, table, row.id, State.RETRYING, lease_until=None)
        else:
            connection.execute(update(table).where(table.c.id == row.id).values(lease_until=None))
        connection.execute(enqueue(outbox, queue=queue, actor=actor, job_id=row.id, traceparent=row.traceparent))
        again.append(row.id)
    return again, failed


def move(connection: Connection, table: Table, job_id: str, state: State, **values: Any) -> bool:
    """Writes a state, if the table of transitions allows it from the present one. Returns whether it did."""
    result = connection.execute(
        update(table)
        .where(table.c.id == job_id, table.c.state.in_(sorted(sources(state))))
        .values(state=state.value, **values)
    )
    return bool(result.rowcount)


def failure_of(error: CodeVoyageError, *, stage: str | None, attempt: int) -> dict[str, Any]:
    """A failure as the `failure` column holds it."""
    return {
        "stage": stage,
        "reason": error.reason,
        "message": error.message[:2000],
        "retryable": error.retryable,
        "attempt": attempt,
        "metadata": error.metadata,
    }
