"""What is kept for how long: events for days, analyses by their number."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select

from codevoyage_analysis.models import analyses, events, removals
from codevoyage_analysis.store.removal import enlist, remove_analyses
from codevoyage_common.lifecycle import FINAL
from codevoyage_common.observe.traces import new_correlation_id

#: Analyses removed in one transaction: some hundred thousand rows at most, so that nobody waits for long.
BATCH: Final = 5


def forget_events(connection: Connection, *, days: int) -> int:
    """Removes events, and entries of removals that are done, that are older. Returns how many events."""
    before = func.now() - timedelta(days=days)
    connection.execute(delete(removals).where(removals.c.end_time < before))
    return connection.execute(delete(events).where(events.c.time < before)).rowcount


def forget_analyses(connection: Connection, *, kept: int) -> list[str]:
    """Removes ended analyses beyond the newest of each repository, here and in other services. Returns their ids."""
    newest = func.row_number().over(
        partition_by=analyses.c.repository_id, order_by=(analyses.c.create_time.desc(), analyses.c.id.desc())
    )
    ranked = (
        select(analyses.c.id, analyses.c.tenant, analyses.c.ingest_job, newest.label("rank"))
        .where(analyses.c.state.in_(sorted(FINAL)))
        .subquery()
    )
    surplus = connection.execute(select(ranked).where(ranked.c.rank > kept).limit(BATCH)).all()
    of_tenants = defaultdict(list)
    for row in surplus:
        of_tenants[row.tenant].append(row)
    for tenant, rows in of_tenants.items():
        enlist(
            connection,
            tenant=tenant,
            analysis_ids=[row.id for row in rows],
            ingest_jobs=[row.ingest_job for row in rows if row.ingest_job is not None],
            correlation_id=new_correlation_id(),
        )
    remove_analyses(connection, [row.id for row in surplus])
    return [row.id for row in surplus]
