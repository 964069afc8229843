"""The outbox: a message is sent if and only if the transaction that asked for it was committed.

`enqueue` writes a row beside the change that it belongs to; the relay, which runs in every server and may run in
several, hands rows to the broker and deletes them in one transaction. Killed in between, it sends a message twice:
actors claim their work, so the second one finds nothing to do.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import Final

import dramatiq
import redis
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql import Insert

_log = logging.getLogger(__name__)
#: Messages of one relay transaction: small, so that another copy of the relay never waits long.
BATCH: Final = 100
#: Seconds between looks when nobody says that there is something: bounds how late a retry or a row whose server
#: died between commit and send is taken up.
INTERVAL_SECONDS: Final = 1.0


def outbox_table(metadata: MetaData) -> Table:
    """The outbox of a service, as part of its models."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("queue", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("job_id", Text, nullable=False, comment="the only argument: messages carry ids, never payloads"),
        Column("traceparent", Text, nullable=False),
        Column("due_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Index("outbox_due", "due_time", "id"),
    )


def enqueue(
    table: Table, *, queue: str, actor: str, job_id: str, traceparent: str, delay_seconds: float = 0.0
) -> Insert:
    """The statement that asks for a message; execute it in the transaction that it belongs to."""
    return insert(table).values(
        queue=queue,
        actor=actor,
        job_id=job_id,
        traceparent=traceparent,
        due_time=func.now() + timedelta(seconds=delay_seconds),
    )


class Relay:
    """Hands due rows of one service's outbox to its broker."""

    def __init__(self, *, engine: AsyncEngine, table: Table, broker: dramatiq.Broker) -> None:
        self._engine = engine
        self._table = table
        self._broker = broker
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Says that a row was just committed."""
        self._nudged.set()

    async def run(self) -> None:
        """For ever. An unreachable database or broker is waited for."""
        down = False
        while True:
            try:
                while await self._send_batch():
                    pass
                down = False
            except (DBAPIError, PoolTimeout, dramatiq.errors.ConnectionError, redis.RedisError, OSError) as error:
                if not down:
                    _log.warning("outbox waits: %s", error)
                down = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), INTERVAL_SECONDS)
            self._nudged.clear()

    async def _send_batch(self) -> bool:
        table = self._table
        async with self._engine.begin() as connection:
            due = (
                select(table.c.id)
                .where(table.c.due_time <= func.now())
                .order_by(table.c.due_time, table.c.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            rows = (
                await connection.execute(delete(table).where(table.c.id.in_(due.scalar_subquery())).returning(table))
            ).all()
            for row in sorted(rows, key=lambda row: row.id):
                message: dramatiq.Message[None] = dramatiq.Message(
                    queue_name=row.queue,
                    actor_name=row.actor,
                    args=(row.job_id,),
                    kwargs={},
                    options={"traceparent": row.traceparent},
                )
                # The broker's client blocks; a stopped Redis must not stop the event loop.
                await asyncio.to_thread(self._broker.enqueue, message)
        return len(rows) == BATCH
