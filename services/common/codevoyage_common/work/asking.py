"""Asking again: work whose message was lost is put back into its queue.

A message can be lost between the broker and the claim: Redis was emptied, or a worker took the message while
PostgreSQL did not answer. The row still waits, and says for how long.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, Table, func, or_, select, update

from codevoyage_common.lifecycle import State
from codevoyage_common.storage.outbox import enqueue

#: Seconds that a job waits before its message counts as lost. One that only waits for a worker is asked for twice
#: then: whoever claims it first works, the other message finds nothing to claim.
LOST_SECONDS: Final = 30
#: Jobs of one look; the next one is a second away.
BATCH: Final = 100


def ask_again(connection: Connection, table: Table, *, outbox: Table, queue: str, actor: str) -> int:
    """Asks again for jobs that have waited for too long. Returns for how many."""
    waiting = (
        select(table.c.id)
        .where(
            or_(
                table.c.state.in_([State.QUEUED, State.RETRYING]),
                (table.c.state == State.CANCELLING) & table.c.lease_until.is_(None),
            ),
            func.coalesce(table.c.retry_time, table.c.create_time) < func.now() - timedelta(seconds=LOST_SECONDS),
        )
        .order_by(table.c.create_time)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    asked = connection.execute(
        update(table)
        .where(table.c.id.in_(waiting.scalar_subquery()))
        .values(retry_time=func.now())  # from which the next wait is counted
        .returning(table.c.id, table.c.traceparent)
    ).all()
    for row in asked:
        connection.execute(enqueue(outbox, queue=queue, actor=actor, job_id=row.id, traceparent=row.traceparent))
    return len(asked)
