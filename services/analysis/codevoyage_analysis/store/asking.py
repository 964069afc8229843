"""What people ask of runs: one more, to stop, to go on. Each call is one transaction.

Whoever begins a run holds its repository's row first, then the run's: so there is one going run of a repository with
the same options, whoever asks at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Row

from codevoyage_analysis.domain import Request
from codevoyage_analysis.models import analyses, repositories
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_analysis.store.runs import find
from codevoyage_analysis.store.submissions import submit, submitted, take_back
from codevoyage_common.errors import QuotaReached, RequestIdReused, ResourceNotFound, TransitionNotAllowed
from codevoyage_common.lifecycle import State
from codevoyage_common.names import new_id
from codevoyage_common.work.retrying import locked, stop, take_up

#: Has not ended, and will by itself. One that is being cancelled is nobody's to share.
_GOING: Final = (State.QUEUED, State.RUNNING, State.RETRYING)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks. request_id: given or made. limit: runs of a tenant that may be going at a time."""

    tenant: str
    request_id: str
    correlation_id: str
    traceparent: str
    limit: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A run, and whether it was there before the request."""

    run: Row[Any]
    shared: bool


def create(connection: Connection, request: Request, *, asker: Asker) -> Answer:
    """The run for a request: found by its id, shared with others, or made now with its first event and its message.

    Raises RequestIdReused, QuotaReached.
    """
    repository_id = _repository(connection, tenant=asker.tenant, key=request.source)
    # Under the lock: the same request may have come twice at a time, and its run may have ended already.
    known = submitted(connection, tenant=asker.tenant, request_id=asker.request_id)
    if known is not None:
        return _again(connection, known.analysis_id, request, asker=asker)
    going = _going(connection, repository_id, request.max_commits)
    if going is None:
        _check_quota(connection, asker)
        going = new_id()
        connection.execute(
            insert(analyses).values(
                id=going,
                tenant=asker.tenant,
                repository_id=repository_id,
                max_commits=request.max_commits,
                correlation_id=asker.correlation_id,
                traceparent=asker.traceparent,
            )
        )
        submit(connection, going, tenant=asker.tenant, request_id=asker.request_id)
        record_change(connection, going)
        connection.execute(RUNS.message(going, traceparent=asker.traceparent))
        return Answer(run=find(connection, going, tenant=asker.tenant), shared=False)
    submit(connection, going, tenant=asker.tenant, request_id=asker.request_id)
    record_change(connection, going)  # how many share it is news to those who watch
    return Answer(run=find(connection, going, tenant=asker.tenant), shared=True)


def withdraw(connection: Connection, analysis_id: str, *, tenant: str, request_id: str) -> Row[Any]:
    """Takes a request back; the run stops with the last one. Raises ResourceNotFound."""
    find(connection, analysis_id, tenant=tenant)
    row = _hold(connection, analysis_id)
    left = take_back(connection, analysis_id, tenant=tenant, request_id=request_id)
    if left and not State(row.state).final:
        record_change(connection, analysis_id)
    elif not left:
        _stop(connection, row)
    return find(connection, analysis_id, tenant=tenant)


def cancel(connection: Connection, analysis_id: str, *, tenant: str) -> Row[Any]:
    """Asks a run to stop, for all who share it.

    CANCELLED at once when nothing is to be cleared away, CANCELLING otherwise. Raises ResourceNotFound, and
    TransitionNotAllowed when it has ended otherwise.
    """
    find(connection, analysis_id, tenant=tenant)
    row = _hold(connection, analysis_id)
    if State(row.state) in (State.SUCCEEDED, State.FAILED):
        raise TransitionNotAllowed(
            f"analyses/{analysis_id} has ended ({row.state}); there is nothing to cancel.", state=row.state
        )
    _stop(connection, row)
    return find(connection, analysis_id, tenant=tenant)


def retry(connection: Connection, analysis_id: str, *, asker: Asker) -> Row[Any]:
    """Takes up a run that FAILED or was CANCELLED; one that is going goes on.

    Raises ResourceNotFound, TransitionNotAllowed, RequestIdReused, QuotaReached.
    """
    known = find(connection, analysis_id, tenant=asker.tenant)
    connection.execute(
        select(repositories.c.id).where(repositories.c.id == known.repository_id).with_for_update(key_share=True)
    )
    row = _hold(connection, analysis_id)
    match State(row.state):
        case State.FAILED | State.CANCELLED:
            other = _going(connection, row.repository_id, row.max_commits)
            if other is not None:
                raise TransitionNotAllowed(
                    f"analyses/{other} of the same repository is going. Watch that one, or retry when it has ended.",
                    state=row.state,
                    analysis=f"analyses/{other}",
                )
            _check_quota(connection, asker)
            take_up(connection, RUNS, row, retries=row.retries + 1, traceparent=asker.traceparent)
            record_change(connection, analysis_id)
        case State.SUCCEEDED | State.CANCELLING as state:
            told = "has succeeded; ask for a new analysis." if state is State.SUCCEEDED else "is still being stopped."
            raise TransitionNotAllowed(f"analyses/{analysis_id} {told}", state=row.state)
        case _:
            pass
    submit(connection, analysis_id, tenant=asker.tenant, request_id=asker.request_id)
    return find(connection, analysis_id, tenant=asker.tenant)


def _again(connection: Connection, analysis_id: str, request: Request, *, asker: Asker) -> Answer:
    try:
        run = find(connection, analysis_id, tenant=asker.tenant)
    except ResourceNotFound:  # its repository was deleted meanwhile
        raise RequestIdReused(asker.request_id) from None
    if (run.source, run.max_commits) != (request.source, request.max_commits):
        raise RequestIdReused(asker.request_id)
    return Answer(run=run, shared=True)


def _going(connection: Connection, repository_id: str, max_commits: int) -> str | None:
    """The going run, held: it cannot be stopped before this request is a part of it."""
    return connection.execute(
        select(analyses.c.id)
        .where(
            analyses.c.repository_id == repository_id,
            analyses.c.max_commits == max_commits,
            analyses.c.state.in_(_GOING),
        )
        .with_for_update()
    ).scalar_one_or_none()


def _check_quota(connection: Connection, asker: Asker) -> None:
    going = select(func.count()).where(analyses.c.tenant == asker.tenant, analyses.c.state.in_(_GOING))
    if connection.execute(going).scalar_one() >= asker.limit:
        raise QuotaReached(
            f"{asker.limit} analyses have not ended, as many as this installation takes at a time. "
            "Wait for one to end, or cancel one.",
            bound="runs_going",
            value=asker.limit,
            unit="runs",
        )


def _hold(connection: Connection, analysis_id: str) -> Row[Any]:
    row = locked(connection, RUNS, analysis_id)
    if row is None:  # removed between two statements
        raise ResourceNotFound(f"analyses/{analysis_id}")
    return row


def _stop(connection: Connection, row: Row[Any]) -> None:
    if stop(connection, RUNS, row, clear_away=row.ingest_job is not None):
        record_change(connection, row.id)


def _repository(connection: Connection, *, tenant: str, key: str) -> str:
    """The repository's id; its row is held until the transaction ends."""
    in_sight = repositories.c.delete_time.is_(None)
    while True:
        connection.execute(
            upsert(repositories)
            .values(id=new_id(), tenant=tenant, key=key)
            .on_conflict_do_nothing(index_elements=["tenant", "key"], index_where=in_sight)
        )
        known = select(repositories.c.id).where(repositories.c.tenant == tenant, repositories.c.key == key, in_sight)
        # Not against workers, whose writes to runs look the repository up (`key_share`).
        held = connection.execute(known.with_for_update(key_share=True)).scalar_one_or_none()
        if held is not None:  # otherwise it was deleted between the two statements
            return str(held)
