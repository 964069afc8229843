"""The histories that were asked about last, in memory: reading one takes longer than most measures."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.packing import table_of
from codevoyage_analysis.serving.single_flight import SingleFlight
from codevoyage_analysis.store.columns import Contents, Stored, contents
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_common.errors import ResourceNotFound

_log = logging.getLogger(__name__)
T = TypeVar("T")
#: Runs a call in a thread.
Aside = Callable[[Callable[[], T]], Awaitable[T]]


class Histories:
    """Least recently used ones go when their bytes are too many; the last one stays however large it is."""

    def __init__(self, *, transactions: Transactions, aside: Aside[History], limit_bytes: int) -> None:
        """aside: runs a call in a thread, so that the event loop goes on. limit_bytes: of all tables together."""
        self._transactions = transactions
        self._aside = aside
        self._limit_bytes = limit_bytes
        self._held: OrderedDict[bytes, History] = OrderedDict()
        self._loading: SingleFlight[History] = SingleFlight()

    async def get(self, stored: Stored) -> History:
        """The history of an analysis. Raises ResourceNotFound when it was removed meanwhile."""
        held = self._held.get(stored.key)
        if held is not None:
            self._held.move_to_end(stored.key)
            return held
        return await self._loading.do(stored.key, lambda: self._load(stored))

    async def _load(self, stored: Stored) -> History:
        begun = time.monotonic()
        found = await self._transactions.run(contents, stored.analysis_id)
        if not found.parts:
            raise ResourceNotFound(f"analyses/{stored.analysis_id}")
        history = await self._aside(lambda: history_of(found))
        if found.digests == stored.digests:  # otherwise a set was replaced meanwhile: right, but under another key
            self._keep(stored.key, history)
        seconds = time.monotonic() - begun
        _log.info("columns of analyses/%s: %d bytes in %.3f s", stored.analysis_id, history.nbytes, seconds)
        return history

    def _keep(self, key: bytes, history: History) -> None:
        self._held[key] = history
        total = sum(each.nbytes for each in self._held.values())
        while total > self._limit_bytes and len(self._held) > 1:
            _, gone = self._held.popitem(last=False)
            total -= gone.nbytes


def history_of(found: Contents) -> History:
    """The history of stored columns."""
    return History.of({name: table_of(parts) for name, parts in found.parts.items()})
