"""Asking again: work whose message was lost is put back into its queue.

A message can be lost between the broker and the claim: Redis was emptied, or a worker took the message while
PostgreSQL did not answer. The row still waits, and says for how long.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Final

import redis
import redis.asyncio
from sqlalchemy import Connection, func, or_, select, update

from codevoyage_common.lifecycle import State
from codevoyage_common.work.kind import Kind

#: Seconds that a job waits before its message counts as lost. One that only waits for a worker is asked for twice
#: then: whoever claims it first works, the other message finds nothing to claim.
LOST_SECONDS: Final = 30.0
#: Jobs of one look; the next one is a second away.
BATCH: Final = 100
#: Jobs that are asked for at once when the broker was emptied; what waits beyond them is found by its age.
ALL: Final = 10_000


def ask_again(connection: Connection, kind: Kind, *, after_seconds: float = LOST_SECONDS, limit: int = BATCH) -> int:
    """Asks again for jobs that have waited for longer, the oldest first. Returns for how many."""
    jobs = kind.jobs
    waiting = (
        select(jobs.c.id)
        .where(
            or_(
                jobs.c.state.in_([State.QUEUED, State.RETRYING]),
                (jobs.c.state == State.CANCELLING) & jobs.c.lease_until.is_(None),
            ),
            func.coalesce(jobs.c.retry_time, jobs.c.create_time) < func.now() - timedelta(seconds=after_seconds),
        )
        .order_by(jobs.c.create_time)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    asked = connection.execute(
        update(jobs)
        .where(jobs.c.id.in_(waiting.scalar_subquery()))
        .values(retry_time=func.now())  # from which the next wait is counted
        .returning(jobs.c.id, jobs.c.traceparent)
    ).all()
    for row in asked:
        connection.execute(kind.message(row.id, traceparent=row.traceparent))
    return len(asked)


class BrokerMemory:
    """Whether the broker still knows what it was told: a key that goes when Redis is emptied.

    Without it, messages that a restarted or flushed Redis forgot would be missed only after LOST_SECONDS.
    """

    def __init__(self, url: str, *, queue: str) -> None:
        self._redis = redis.asyncio.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        self._key = f"codevoyage:{queue}:remembers"

    async def lost(self) -> bool:
        """Whether it was emptied since `keep`. A broker that does not answer has lost nothing yet."""
        try:
            return not await self._redis.exists(self._key)
        except (redis.RedisError, OSError):
            return False

    async def keep(self) -> None:
        """From now on it counts as whole: everything that waits was asked for again."""
        with contextlib.suppress(redis.RedisError, OSError):
            await self._redis.set(self._key, b"1")
