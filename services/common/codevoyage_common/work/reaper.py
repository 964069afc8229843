"""The reaper: finds work whose lease ran out or whose message was lost, and has it taken up again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.work.asking import ALL, BrokerMemory, ask_again
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.reaping import reap
from codevoyage_common.work.stuck import end_stuck_sessions

_log = logging.getLogger(__name__)
#: Seconds between looks; with the lease, this bounds how long a dead worker's job lies still.
INTERVAL_SECONDS: Final = 1.0


async def reap_for_ever(
    *,
    engine: AsyncEngine,
    kind: Kind,
    memory: BrokerMemory,
    also: Callable[[Connection, Sequence[str]], None] | None = None,
    afterwards: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Reaps one service's jobs until it is cancelled.

    also: more to write in the same transaction, for all ids that were reaped. afterwards: after its commit.
    """
    while True:
        try:
            if await memory.lost():
                await _ask_for_all(engine, kind)
                await memory.keep()
            async with engine.begin() as connection:
                await connection.run_sync(ask_again, kind)
                reaped = await connection.run_sync(reap, kind)
                await connection.run_sync(end_stuck_sessions, kind)
                if also is not None and reaped.all:
                    await connection.run_sync(also, reaped.all)
            if reaped.all:
                _log.warning("leases ran out: %s go on, %s failed for good", reaped.again, reaped.failed)
                if afterwards is not None:
                    afterwards(reaped.all)
        except (DBAPIError, PoolTimeout) as error:
            _log.debug("the reaper waits for the database: %s", error)
        await asyncio.sleep(INTERVAL_SECONDS)


async def _ask_for_all(engine: AsyncEngine, kind: Kind) -> None:
    """Whatever waits is asked for again: the broker was emptied, or is new."""
    async with engine.begin() as connection:
        asked = await connection.run_sync(ask_again, kind, after_seconds=0.0, limit=ALL)
    if asked:
        _log.warning("the broker was emptied: asked again for %d jobs", asked)
