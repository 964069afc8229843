"""What goes with every change of a run: an event, and at an end the tidying."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.engine import Row

from codevoyage_analysis.models import analyses, events, timelines
from codevoyage_analysis.retries import retry_of
from codevoyage_analysis.store.submissions import standing
from codevoyage_common.lifecycle import State


def record_change(connection: Connection, analysis_id: str) -> None:
    """Appends the event that says how the run is now; call it after the change, in the same transaction.

    The number comes from the run's row, whose lock is held until the transaction ends: numbers have no gaps, and
    whoever sees the row's number sees the event. A run that ended leaves no stage open and no half picture.
    """
    row = connection.execute(
        update(analyses)
        .where(analyses.c.id == analysis_id)
        .values(sequence=analyses.c.sequence + 1)
        .returning(analyses, standing().label("submissions"))
    ).one()
    if State(row.state).final:
        _tidy(connection, row)
    connection.execute(
        insert(events).values(
            analysis_id=analysis_id,
            seq=row.sequence,
            payload={
                "state": row.state,
                "stage": row.stage,
                "progress": row.progress,
                "figures": row.figures,
                "result_revision": row.result_revision,
                "failure": row.failure,
                "retry": retry_of(row),
                "submissions": row.submissions,
            },
        )
    )


def _tidy(connection: Connection, row: Row[Any]) -> None:
    end = row.end_time.timestamp()
    stages = {name: [begun, end if ended is None else ended] for name, (begun, ended) in row.stages.items()}
    connection.execute(update(analyses).where(analyses.c.id == row.id).values(stages=stages))
    if row.result_hash is None:
        connection.execute(delete(timelines).where(timelines.c.analysis_id == row.id))
