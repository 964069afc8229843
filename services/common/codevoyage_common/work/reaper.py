"""The reaper: finds work whose lease ran out or whose message was lost, and has it taken up again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.work.asking import ask_again
from codevoyage_common.work.endings import reap

_log = logging.getLogger(__name__)
#: Seconds between looks; with the lease, this bounds how long a dead worker's job lies still.
INTERVAL_SECONDS: Final = 1.0


async def reap_for_ever(
    *,
    engine: AsyncEngine,
    table: Table,
    outbox: Table,
    queue: str,
    actor: str,
    also: Callable[[Connection, Sequence[str]], None] | None = None,
    afterwards: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Reaps one service's jobs until it is cancelled.

    also: more to write in the same transaction, for all ids that were reaped. afterwards: after its commit.
    """
    while True:
        try:
            async with engine.begin() as connection:
                await connection.run_sync(ask_again, table, outbox=outbox, queue=queue, actor=actor)
                again, failed = await connection.run_sync(reap, table, outbox=outbox, queue=queue, actor=actor)
                if also is not None and (again or failed):
                    await connection.run_sync(also, [*again, *failed])
            if again or failed:
                _log.warning("leases ran out: %s go on, %s failed for good", again, failed)
                if afterwards is not None:
                    afterwards([*again, *failed])
        except (DBAPIError, PoolTimeout) as error:
            _log.debug("the reaper waits for the database: %s", error)
        await asyncio.sleep(INTERVAL_SECONDS)
