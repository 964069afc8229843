"""A run's row: made, found, listed, asked to stop."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from codevoyage_analysis.domain import Request
from codevoyage_analysis.models import analyses, outbox, repositories
from codevoyage_analysis.store.changes import record_change
from codevoyage_common.errors import RequestIdReused, ResourceNotFound, TransitionNotAllowed
from codevoyage_common.lifecycle import State
from codevoyage_common.names import new_id
from codevoyage_common.storage.outbox import enqueue
from codevoyage_common.work.endings import move

QUEUE: Final = "analysis.run"
ACTOR: Final = "run_analysis"
_WITH_SOURCE = select(analyses, repositories.c.key.label("source")).join(
    repositories, analyses.c.repository_id == repositories.c.id
)


def create(
    connection: Connection, request: Request, *, tenant: str, request_id: str, correlation_id: str, traceparent: str
) -> Row[Any]:
    """The run for a request: made now with its first event and its message, or found by its request id.

    Raises RequestIdReused.
    """
    made = connection.execute(
        insert(analyses)
        .values(
            id=new_id(),
            tenant=tenant,
            repository_id=_repository(connection, tenant=tenant, key=request.source),
            request_id=request_id,
            max_commits=request.max_commits,
            correlation_id=correlation_id,
            traceparent=traceparent,
        )
        .on_conflict_do_nothing(index_elements=["tenant", "request_id"], index_where=analyses.c.request_id != "")
        .returning(analyses.c.id)
    ).scalar_one_or_none()
    if made is not None:
        record_change(connection, made)
        connection.execute(enqueue(outbox, queue=QUEUE, actor=ACTOR, job_id=made, traceparent=traceparent))
        return find(connection, made, tenant=tenant)
    known = connection.execute(
        _WITH_SOURCE.where(analyses.c.tenant == tenant, analyses.c.request_id == request_id)
    ).one()
    if (known.source, known.max_commits) != (request.source, request.max_commits):
        raise RequestIdReused(request_id)
    return known


def find(connection: Connection, analysis_id: str, *, tenant: str) -> Row[Any]:
    """The run, with its `source`. Raises ResourceNotFound."""
    row = connection.execute(
        _WITH_SOURCE.where(analyses.c.id == analysis_id, analyses.c.tenant == tenant)
    ).one_or_none()
    if row is None:
        raise ResourceNotFound(f"analyses/{analysis_id}")
    return row


def of_worker(connection: Connection, analysis_id: str) -> Row[Any]:
    """The run of a message, with its `source`; it was claimed, so it is there."""
    return connection.execute(_WITH_SOURCE.where(analyses.c.id == analysis_id)).one()


def page(
    connection: Connection,
    *,
    tenant: str,
    repository_id: str | None,
    size: int,
    after: tuple[datetime, str] | None,
) -> list[Row[Any]]:
    """Up to `size` runs, newest first. after: (create time, id) of the last one seen."""
    wanted = _WITH_SOURCE.where(analyses.c.tenant == tenant)
    if repository_id is not None:
        wanted = wanted.where(analyses.c.repository_id == repository_id)
    if after is not None:
        wanted = wanted.where(tuple_(analyses.c.create_time, analyses.c.id) < after)
    newest = wanted.order_by(analyses.c.create_time.desc(), analyses.c.id.desc()).limit(size)
    return list(connection.execute(newest).all())


def cancel(connection: Connection, analysis_id: str, *, tenant: str) -> Row[Any]:
    """Asks a run to stop: CANCELLED at once when no worker holds it, CANCELLING otherwise.

    Raises ResourceNotFound, and TransitionNotAllowed when it has ended otherwise.
    """
    connection.execute(select(analyses.c.id).where(analyses.c.id == analysis_id).with_for_update())
    row = find(connection, analysis_id, tenant=tenant)
    match State(row.state):
        case State.QUEUED | State.RETRYING:
            move(connection, analyses, analysis_id, State.CANCELLED, end_time=func.now(), lease_until=None)
        case State.RUNNING:
            move(connection, analyses, analysis_id, State.CANCELLING)
        case State.CANCELLING | State.CANCELLED:
            return row
        case ended:
            raise TransitionNotAllowed(
                f"analyses/{analysis_id} has ended ({ended}); there is nothing to cancel.", state=ended.value
            )
    record_change(connection, analysis_id)
    return find(connection, analysis_id, tenant=tenant)


def _repository(connection: Connection, *, tenant: str, key: str) -> str:
    connection.execute(
        insert(repositories)
        .values(id=new_id(), tenant=tenant, key=key)
        .on_conflict_do_nothing(constraint="repositories_key")
    )
    known = select(repositories.c.id).where(repositories.c.tenant == tenant, repositories.c.key == key)
    return str(connection.execute(known).scalar_one())
