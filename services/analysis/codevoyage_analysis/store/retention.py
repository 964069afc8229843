"""What is kept for how long: events for days, analyses by their number."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, func, select

from codevoyage_analysis.models import analyses, events
from codevoyage_analysis.store.results import COPIED
from codevoyage_common.lifecycle import FINAL

#: Analyses removed in one transaction: some hundred thousand rows at most, so that nobody waits for long.
BATCH = 5


def forget_events(connection: Connection, *, days: int) -> int:
    """Removes events that are older. Returns how many."""
    old = delete(events).where(events.c.time < func.now() - timedelta(days=days))
    return connection.execute(old).rowcount


def forget_analyses(connection: Connection, *, kept: int) -> list[str]:
    """Removes ended analyses beyond the newest of each repository, with all that hangs on them. Returns their ids."""
    newest = func.row_number().over(
        partition_by=analyses.c.repository_id, order_by=(analyses.c.create_time.desc(), analyses.c.id.desc())
    )
    ranked = select(analyses.c.id, newest.label("rank")).where(analyses.c.state.in_(sorted(FINAL))).subquery()
    surplus = list(connection.execute(select(ranked.c.id).where(ranked.c.rank > kept).limit(BATCH)).scalars())
    if surplus:
        for table in COPIED:
            connection.execute(delete(table).where(table.c.analysis_id.in_(surplus)))
        connection.execute(delete(analyses).where(analyses.c.id.in_(surplus)))
    return surplus
