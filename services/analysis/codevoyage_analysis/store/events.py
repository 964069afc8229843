"""A run's events, as watches read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from codevoyage_analysis.models import events

#: Events of one read: a watch that is far behind catches up in steps, and holds no more than this.
BATCH: Final = 500


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Sequence numbers of the events that are kept: oldest to newest. Where none is kept, oldest = newest + 1."""

    oldest: int
    newest: int


def kept(connection: Connection, analysis_id: str, *, newest: int) -> Kept:
    """What can be replayed. newest: the run's sequence number."""
    oldest = connection.execute(select(func.min(events.c.seq)).where(events.c.analysis_id == analysis_id)).scalar_one()
    return Kept(oldest=newest + 1 if oldest is None else oldest, newest=newest)


def after(connection: Connection, analysis_id: str, seq: int) -> list[Row[Any]]:
    """Up to BATCH events that come after a sequence number, in order."""
    return list(
        connection.execute(
            select(events)
            .where(events.c.analysis_id == analysis_id, events.c.seq > seq)
            .order_by(events.c.seq)
            .limit(BATCH)
        ).all()
    )
