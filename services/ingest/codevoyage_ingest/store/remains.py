"""Facts of jobs that are gone, removed a batch at a time: no statement takes long, and nobody waits for them."""

from __future__ import annotations

import threading
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, literal_column, select

from codevoyage_ingest.models import remains
from codevoyage_ingest.store.deletion import FACTS

#: Rows of one statement: some tens of milliseconds, in which vacuum and others get their turn.
BATCH_ROWS: Final = 20_000


def remove_remains(engine: Engine, stopping: threading.Event) -> int:
    """Removes what there is to remove, until it is gone or the process is told to end. How many jobs are done with."""
    done = 0
    while not stopping.is_set():
        with engine.begin() as connection:
            # Whoever holds the row is at it; another worker takes another job.
            job_id = connection.execute(
                select(remains.c.job_id).order_by(remains.c.job_id).limit(1).with_for_update(skip_locked=True)
            ).scalar_one_or_none()
            if job_id is None:
                return done
            if not any(_remove_batch(connection, table, job_id) for table in FACTS):
                connection.execute(delete(remains).where(remains.c.job_id == job_id))
                done += 1
    return done


def _remove_batch(connection: Connection, table: Table, job_id: str) -> bool:
    """Removes at most BATCH_ROWS rows. Whether there were any."""
    ctid: ColumnElement[Any] = literal_column("ctid")
    rows = select(ctid).select_from(table).where(table.c.job_id == job_id).limit(BATCH_ROWS).scalar_subquery()
    found = connection.execute(delete(table).where(ctid == func.any(func.array(rows))))
    return bool(found.rowcount)
