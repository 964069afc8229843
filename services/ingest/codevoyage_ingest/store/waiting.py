"""Whether readings wait for a worker: other work makes way for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import Engine, func, select

from codevoyage_common.lifecycle import State
from codevoyage_common.work.asking import LOST_SECONDS
from codevoyage_ingest.models import jobs

#: Seconds within which a free worker has taken a message: whoever waits longer waits for somebody to be done.
_TAKEN_SECONDS: Final = 1.0


def readings_wait(engine: Engine) -> bool:
    """Whether a reading is due, and no worker was free to take it.

    One that waits for longer than a message can take waits for its message to be sent again: making way for it would
    help nobody.
    """
    due = func.coalesce(jobs.c.retry_time, jobs.c.create_time)
    wanted = select(jobs.c.id).where(
        jobs.c.state.in_([State.QUEUED, State.RETRYING]),
        due < func.now() - timedelta(seconds=_TAKEN_SECONDS),
        due > func.now() - timedelta(seconds=LOST_SECONDS),
    )
    with engine.connect() as connection:
        return connection.execute(wanted.limit(1)).first() is not None
