"""Asking again for what ended without a result, and asking work to stop: writes of servers, not of workers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from codevoyage_common.errors import TransitionNotAllowed
from codevoyage_common.lifecycle import State
from codevoyage_common.work.endings import move
from codevoyage_common.work.kind import Kind


def locked(connection: Connection, kind: Kind, job_id: str) -> Row[Any] | None:
    """The job, held by this transaction; None when it is not there."""
    return connection.execute(select(kind.jobs).where(kind.jobs.c.id == job_id).with_for_update()).one_or_none()


def take_up(connection: Connection, kind: Kind, row: Row[Any], *, retries: int, traceparent: str = "") -> None:
    """Puts a job that FAILED or was CANCELLED back into its queue, with all its attempts before it.

    row: of `locked`. retries: how often it was asked for again, this time included. Raises TransitionNotAllowed.
    """
    move(
        connection,
        kind,
        row.id,
        State.RETRYING,
        retries=retries,
        fruitless=0,
        retry_time=None,
        end_time=None,
        failure=None,
        last_failure=None,
    )
    connection.execute(kind.message(row.id, traceparent=traceparent or row.traceparent))


def retry_job(connection: Connection, kind: Kind, row: Row[Any], *, retry: int, traceparent: str, name: str) -> bool:
    """A job inside of a run, asked for again as often as the run was. Returns whether that changed anything.

    row: of `locked`. retry: times that the run was asked for again; a job that was retried as often stays as it is, so
    that a retry which is itself interrupted is made once. name: the job's resource name.
    Raises TransitionNotAllowed while it is still being stopped.
    """
    if retry <= row.retries:
        return False
    match State(row.state):
        case State.FAILED | State.CANCELLED:
            take_up(connection, kind, row, retries=retry, traceparent=traceparent)
        case State.SUCCEEDED:
            return False
        case State.CANCELLING:
            raise TransitionNotAllowed(f"{name} is still being stopped. Ask again in a moment.", state=row.state)
        case _:  # it goes on by itself
            connection.execute(kind.jobs.update().where(kind.jobs.c.id == row.id).values(retries=retry))
    return True


def stop(connection: Connection, kind: Kind, row: Row[Any], *, clear_away: bool = False) -> bool:
    """Asks a job to stop: CANCELLED at once when no worker holds it, CANCELLING otherwise. Returns whether that
    changed anything; what has ended, or is being stopped already, stays as it is.

    row: of `locked`. clear_away: there is something that a worker must clear away, even if none holds the job.
    """
    match State(row.state):
        case State.QUEUED:
            move(connection, kind, row.id, State.CANCELLED, end_time=func.now())
        case State.RETRYING if not clear_away:
            move(connection, kind, row.id, State.CANCELLED, end_time=func.now(), retry_time=None)
        case State.RETRYING:
            move(connection, kind, row.id, State.CANCELLING, retry_time=None)
            connection.execute(kind.message(row.id, traceparent=row.traceparent))
        case State.RUNNING:
            move(connection, kind, row.id, State.CANCELLING)
        case _:
            return False
    return True
