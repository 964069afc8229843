"""What the server does beside answering: takes up what dead workers left, forgets what is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_analysis.store.retention import BATCH, forget_analyses, forget_events
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.asking import BrokerMemory
from codevoyage_common.work.reaper import reap_for_ever
from codevoyage_common.work.wakeups import Waker

_log = logging.getLogger(__name__)
#: Seconds between looks for what is old. Days are counted: nobody notices a minute.
RETENTION_SECONDS: Final = 60.0


async def take_up_for_ever(*, engine: AsyncEngine, relay: Relay, waker: Waker, memory: BrokerMemory) -> None:
    """Runs whose lease ran out go on, or fail for good, each with its event."""
    loop = asyncio.get_running_loop()

    def tell(reaped: Sequence[str]) -> None:
        relay.nudge()
        for analysis_id in reaped:
            loop.run_in_executor(None, partial(waker.wake, analysis_id))

    await reap_for_ever(
        engine=engine,
        kind=RUNS,
        memory=memory,
        also=_record_changes,
        afterwards=tell,
    )


async def forget_for_ever(*, transactions: Transactions, settings: AnalysisSettings) -> None:
    """Events and analyses go when the configuration says so."""
    while True:
        try:
            await transactions.run(forget_events, days=settings.events_days)
            while forgotten := await transactions.run(forget_analyses, kept=settings.analyses_kept):
                _log.info("forgot analyses %s", forgotten)
                if len(forgotten) < BATCH:
                    break
        except (DBAPIError, PoolTimeout) as error:
            _log.debug("retention waits for the database: %s", error)
        await asyncio.sleep(RETENTION_SECONDS)


def _record_changes(connection: Connection, reaped: Sequence[str]) -> None:
    for analysis_id in reaped:
        record_change(connection, analysis_id)
