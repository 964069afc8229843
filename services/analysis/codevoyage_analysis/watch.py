"""A watch: a snapshot, every event after it, and a sign of life when there is none.

The order makes it whole: subscribe, then read the row, then replay what comes after the cursor, then wait. An event
that is written in between wakes the subscription, or is in what is read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_analysis import render
from codevoyage_analysis.store import events, runs
from codevoyage_analysis.store.events import Kept
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_common.errors import CursorExpired
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.work.wakeups import INTERVAL_SECONDS, Listener


class Watches:
    """Watches of all runs."""

    def __init__(
        self, *, transactions: Transactions, listener: Listener, drain: Drain, heartbeat_seconds: float
    ) -> None:
        self._transactions = transactions
        self._listener = listener
        self._drain = drain
        self._heartbeat_seconds = heartbeat_seconds

    async def follow(
        self, analysis_id: str, *, tenant: str, cursor: int | None
    ) -> AsyncIterator[pb.WatchAnalysisResponse]:
        """Messages until the run has ended. Raises ResourceNotFound, CursorExpired, ServerDraining."""
        self._drain.check()
        async with self._listener.subscribed(analysis_id) as woken:
            row, kept = await self._transactions.run(_snapshot, analysis_id, tenant=tenant)
            at = begin(cursor, kept)
            yield pb.WatchAnalysisResponse(cursor=str(at), snapshot=render.analysis(row))
            last_word = time.monotonic()
            # Whether the newest event known is a final one; a run that was taken up again goes on after it.
            ended = State(row.state).final and at == kept.newest
            while True:
                self._drain.check()
                woken.clear()
                rows = await self._transactions.run(events.after, analysis_id, at)
                for event in rows:
                    at = event.seq
                    yield pb.WatchAnalysisResponse(cursor=str(at), event=render.event(event))
                    ended = State(event.payload["state"]).final
                if rows:
                    last_word = time.monotonic()
                    continue
                if ended:
                    return
                silence = time.monotonic() - last_word
                if silence >= self._heartbeat_seconds:
                    await self._transactions.run(runs.find, analysis_id, tenant=tenant)  # it may have been deleted
                    yield render.heartbeat(at)
                    last_word = time.monotonic()
                    continue
                await _until(woken, self._drain, seconds=min(INTERVAL_SECONDS, self._heartbeat_seconds - silence))


def begin(cursor: int | None, kept: Kept) -> int:
    """The event after which a watch begins. Raises CursorExpired.

    cursor: None: from now on; 0: every event that is kept.
    """
    if cursor is None:
        return kept.newest
    if cursor == 0:
        return kept.oldest - 1
    if not kept.oldest - 1 <= cursor <= kept.newest:
        raise CursorExpired(
            f"Cursor {cursor} is not among the events that are kept, {kept.oldest} to {kept.newest}. "
            "Watch again without a cursor.",
            oldest=str(kept.oldest),
            newest=str(kept.newest),
        )
    return cursor


def _snapshot(connection: Connection, analysis_id: str, *, tenant: str) -> tuple[Row[Any], Kept]:
    row = runs.find(connection, analysis_id, tenant=tenant)
    return row, events.kept(connection, analysis_id, newest=row.sequence)


async def _until(woken: asyncio.Event, drain: Drain, *, seconds: float) -> None:
    waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(drain.wait())]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
