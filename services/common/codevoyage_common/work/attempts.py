"""The record of attempts: opened by a claim, closed with its end, listed for people."""

from __future__ import annotations

import os
import socket
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, case, func, insert, select, update
from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Outcome
from codevoyage_common.observe.traces import current_trace_id
from codevoyage_common.work.kind import Kind

#: Attempts that are listed of one job, the newest: steady progress may take any number of them.
LISTED: Final = 200


def worker_name(configured: str) -> str:
    """Who claims: the configured name, or host and process."""
    return configured or f"{socket.gethostname()}:{os.getpid()}"


def open_attempt(connection: Connection, kind: Kind, job_id: str, attempt: int, *, worker: str) -> None:
    """Writes down a claim, in its own transaction."""
    connection.execute(
        insert(kind.attempts).values(job_id=job_id, attempt=attempt, worker=worker, trace_id=current_trace_id())
    )


def close_attempt(
    connection: Connection,
    kind: Kind,
    job_id: str,
    outcome: Outcome,
    *,
    end: ColumnElement[Any] | None = None,
    failure: dict[str, Any] | None = None,
) -> None:
    """Writes down how the job's present attempt ended, in the transaction that ends it.

    end: when it did; now, unless it is known better.
    """
    jobs, attempts = kind.jobs, kind.attempts
    connection.execute(
        update(attempts)
        .where(
            attempts.c.job_id == job_id,
            attempts.c.attempt == select(jobs.c.attempt).where(jobs.c.id == job_id).scalar_subquery(),
            attempts.c.outcome == Outcome.RUNNING.value,
        )
        .values(
            outcome=outcome.value,
            end_time=func.clock_timestamp() if end is None else end,
            stage=select(jobs.c.stage).where(jobs.c.id == job_id).scalar_subquery(),
            checkpoint=select(kind.checkpoint).where(jobs.c.id == job_id).scalar_subquery(),
            failure=failure,
        )
    )


def attempts_of(connection: Connection, kind: Kind, job_id: str) -> list[Row[Any]]:
    """The newest attempts of a job in the order in which they began; one that runs has the job's stage."""
    jobs, attempts = kind.jobs, kind.attempts
    running = attempts.c.outcome == Outcome.RUNNING.value
    newest = connection.execute(
        select(
            attempts.c.attempt,
            attempts.c.worker,
            attempts.c.trace_id,
            attempts.c.start_time,
            attempts.c.end_time,
            attempts.c.outcome,
            attempts.c.failure,
            case((running, jobs.c.stage), else_=attempts.c.stage).label("stage"),
            case((running, kind.checkpoint), else_=attempts.c.checkpoint).label("checkpoint"),
        )
        .join(jobs, jobs.c.id == attempts.c.job_id)
        .where(attempts.c.job_id == job_id)
        .order_by(attempts.c.attempt.desc())
        .limit(LISTED)
    ).all()
    return list(reversed(newest))
