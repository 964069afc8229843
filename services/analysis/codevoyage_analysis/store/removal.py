"""What nobody wants any more: out of sight at once, and on the list of what workers remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import Row

from codevoyage_analysis.models import analyses, removals, repositories, studies
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.kinds import REMOVALS, RUNS
from codevoyage_analysis.store.results import COPIED
from codevoyage_common.lifecycle import FINAL, State
from codevoyage_common.names import new_id
from codevoyage_common.work.retrying import stop


@dataclass(frozen=True, kw_only=True)
class Leftovers:
    """What other services hold. analyses: ids. ingest_jobs: resource names. going: runs that have not ended."""

    analyses: list[str]
    ingest_jobs: list[str]
    going: list[str]


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """Ids of the runs of a deleted repository, and of those among them that were told to stop."""

    analyses: list[str]
    stopped: list[str]


def delete_repository(
    connection: Connection, repository_id: str, *, tenant: str, correlation_id: str, traceparent: str
) -> Deleted:
    """Puts a repository out of sight, stops its runs, and has everything of it removed."""
    found = connection.execute(
        select(repositories.c.id)
        .where(
            repositories.c.id == repository_id, repositories.c.tenant == tenant, repositories.c.delete_time.is_(None)
        )
        .with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found is None:
        return Deleted(analyses=[], stopped=[])
    runs = connection.execute(
        select(analyses).where(analyses.c.repository_id == repository_id).order_by(analyses.c.id).with_for_update()
    ).all()
    stopped = [row.id for row in runs if stop(connection, RUNS, row, clear_away=row.ingest_job is not None)]
    for analysis_id in stopped:
        record_change(connection, analysis_id)
    connection.execute(update(repositories).where(repositories.c.id == repository_id).values(delete_time=func.now()))
    enlist(
        connection, tenant=tenant, repository_id=repository_id, correlation_id=correlation_id, traceparent=traceparent
    )
    return Deleted(analyses=[row.id for row in runs], stopped=stopped)


def enlist(
    connection: Connection,
    *,
    tenant: str,
    repository_id: str | None = None,
    analysis_ids: Sequence[str] = (),
    ingest_jobs: Sequence[str] = (),
    correlation_id: str,
    traceparent: str = "",
) -> None:
    """Has a worker remove what other services hold of these analyses, or of a repository with all that it has."""
    removal = new_id()
    connection.execute(
        insert(removals).values(
            id=removal,
            tenant=tenant,
            repository_id=repository_id,
            analyses=list(analysis_ids),
            ingest_jobs=list(ingest_jobs),
            correlation_id=correlation_id,
            traceparent=traceparent,
        )
    )
    connection.execute(REMOVALS.message(removal, traceparent=traceparent))


def leftovers(connection: Connection, removal: Row[Any]) -> Leftovers:
    """What is to be removed elsewhere for an entry of the list."""
    left = Leftovers(analyses=list(removal.analyses), ingest_jobs=list(removal.ingest_jobs), going=[])
    if removal.repository_id is None:
        return left
    runs = connection.execute(
        select(analyses.c.id, analyses.c.ingest_job, analyses.c.state).where(
            analyses.c.repository_id == removal.repository_id
        )
    ).all()
    for row in runs:
        left.analyses.append(row.id)
        if row.ingest_job is not None:
            left.ingest_jobs.append(row.ingest_job)
        if State(row.state) not in FINAL:
            left.going.append(row.id)
    return left


def remove_repository(connection: Connection, repository_id: str) -> None:
    """Removes our own rows of a repository whose runs have ended."""
    mine = select(analyses.c.id).where(analyses.c.repository_id == repository_id)
    remove_analyses(connection, list(connection.execute(mine).scalars()))
    connection.execute(delete(repositories).where(repositories.c.id == repository_id))


def remove_analyses(connection: Connection, analysis_ids: Sequence[str]) -> None:
    """Removes analyses with all that hangs on them."""
    # Studies first, as a study's own transaction has them before it writes under its analysis: whoever comes second
    # waits, where each would have had what the other one wants.
    of_these = select(studies.c.id).where(studies.c.analysis_id.in_(analysis_ids)).order_by(studies.c.id)
    connection.execute(of_these.with_for_update())
    for table in COPIED:
        connection.execute(delete(table).where(table.c.analysis_id.in_(analysis_ids)))
    connection.execute(delete(analyses).where(analyses.c.id.in_(analysis_ids)))
