"""What a servicer calls to answer from columns.

    async def GetHotspots(self, request, context):
        return await self._results.answer(request, context, pb.GetHotspotsResponse, partial(hotspots_of, request))

Whether the analysis may be seen is asked each time, in one statement; what the answer is, in this order: an equal
request under way, Redis, the columns. Measures run in threads, as many as there are cores.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, Final, TypeVar

import grpc
from google.protobuf.message import Message
from opentelemetry import metrics

from codevoyage_analysis import parse
from codevoyage_analysis.history.history import History
from codevoyage_analysis.serving.histories import Histories
from codevoyage_analysis.serving.kept import KeptAnswers, key_of
from codevoyage_analysis.serving.single_flight import SingleFlight
from codevoyage_analysis.store.columns import Stored, stored
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_common.errors import ResultNotReady
from codevoyage_common.rpc.principal import current_principal

_log = logging.getLogger(__name__)
Context = grpc.aio.ServicerContext[Any, Any]
M = TypeVar("M", bound=Message)
T = TypeVar("T")
#: Seconds between two lines of the log.
REPORT_SECONDS: Final = 60.0
#: Trailing metadata of every answer: `hit` (from Redis), `shared` (with an equal request) or `computed`.
FROM: Final = "codevoyage-answer"


class Results:
    """Of one server process. counts: answers by where they came from."""

    def __init__(self, *, transactions: Transactions, kept: KeptAnswers, history_bytes: int) -> None:
        """history_bytes: of the histories that are held in memory."""
        cores = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
        self._pool = ThreadPoolExecutor(max_workers=cores or 1, thread_name_prefix="measure")
        self._transactions = transactions
        self._kept = kept
        self._histories = Histories(transactions=transactions, aside=self.aside, limit_bytes=history_bytes)
        self._flights: SingleFlight[list[bytes]] = SingleFlight()
        self._counter = metrics.get_meter("codevoyage.analysis").create_counter(
            "codevoyage.answers", description="Answers from columns, by where they came from"
        )
        self.counts: Counter[str] = Counter()

    async def answer(
        self,
        request: Any,
        context: Context,
        response: type[M],
        compute: Callable[..., M],
        *,
        also: Sequence[str] = (),
    ) -> M:
        """One message. compute: pure, in a thread; what it raises is not kept.

        request: has a `name`, whose history is the argument of `compute`. also: names of other analyses, whose
        histories are the next ones. Raises InvalidField, ResourceNotFound, ResultNotReady, and what `compute` raises.
        """
        messages = await self._messages(request, context, response, lambda *them: [compute(*them)], also=also)
        return response.FromString(messages[0])

    async def remembered(self, request: Any, context: Context, response: type[M], ask: Callable[[], Awaitable[M]]) -> M:
        """What the database says of an analysis, which does not change once its results are whole: kept from then on.

        Raises ResourceNotFound, and what `ask` raises.
        """
        try:
            columns = await self._stored(request.name)
        except ResultNotReady:
            return await ask()
        # Page tokens have numbers of rows, which are this analysis' own.
        key = key_of([columns.key, columns.analysis_id.encode()], rpc=response.DESCRIPTOR.full_name, request=request)

        async def asked() -> list[bytes]:
            return [(await ask()).SerializeToString()]

        [message] = await self._found(context, key, asked)
        return response.FromString(message)

    async def answers(
        self, request: Any, context: Context, response: type[M], compute: Callable[[History], Iterable[M]]
    ) -> AsyncIterator[M]:
        """The messages of a stream that is small enough to be held whole. As `answer`."""
        for message in await self._messages(request, context, response, compute):
            yield response.FromString(message)

    async def stream(
        self, request: Any, context: Context, compute: Callable[[History], Iterator[M]]
    ) -> AsyncIterator[M]:
        """The messages of a large stream, one computed when the one before it is gone. Nothing is kept."""
        history = await self._histories.get(await self._stored(request.name))
        self._told(context, "computed")
        messages = await self.aside(lambda: compute(history))
        while (message := await self.aside(lambda: next(messages, None))) is not None:
            yield message

    async def history(self, name: str) -> History:
        """Of an analysis. Raises InvalidField, ResourceNotFound, ResultNotReady."""
        return await self._histories.get(await self._stored(name))

    async def report_for_ever(self) -> None:
        """Says in the log how many answers came from where, while there are any."""
        told: Counter[str] = Counter()
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            if self.counts != told:
                since, told = self.counts - told, self.counts.copy()
                _log.info("answers: %s", ", ".join(f"{count} {came_from}" for came_from, count in since.items()))

    async def close(self) -> None:
        """Ends threads and connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        await self._kept.close()

    async def _messages(
        self,
        request: Any,
        context: Context,
        response: type[M],
        compute: Callable[..., Iterable[M]],
        *,
        also: Sequence[str] = (),
    ) -> Sequence[bytes]:
        columns = [await self._stored(name) for name in (request.name, *also)]
        key = key_of([each.key for each in columns], rpc=response.DESCRIPTOR.full_name, request=request)

        async def computed() -> list[bytes]:
            histories = [await self._histories.get(each) for each in columns]
            return await self.aside(lambda: [message.SerializeToString() for message in compute(*histories)])

        return await self._found(context, key, computed)

    async def _found(
        self, context: Context, key: str, compute: Callable[[], Awaitable[list[bytes]]]
    ) -> Sequence[bytes]:
        """Kept messages, or those that are computed now, and kept."""
        came_from = "shared"

        async def found() -> list[bytes]:
            nonlocal came_from
            kept = await self._kept.get(key)
            came_from = "computed" if kept is None else "hit"
            if kept is None:
                kept = await compute()
                await self._kept.put(key, kept)
            return kept

        messages = await self._flights.do(key, found)
        self._told(context, came_from)
        return messages

    async def _stored(self, name: str) -> Stored:
        analysis_id = parse.analysis(name)
        return await self._transactions.run(stored, analysis_id, tenant=current_principal().tenant)

    async def aside(self, call: Callable[[], T]) -> T:
        """Runs a computation in a thread, so that the event loop goes on."""
        run = partial(copy_context().run, call)
        return await asyncio.get_running_loop().run_in_executor(self._pool, run)

    def _told(self, context: Context, came_from: str) -> None:
        self.counts[came_from] += 1
        self._counter.add(1, {"from": came_from})
        context.set_trailing_metadata(((FROM, came_from),))
