"""CompareService: translate, call, translate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1 import compare_service_pb2_grpc as pb_grpc
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.wakeups import Listener
from codevoyage_ingest import parse, render
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.servicer import QUIET_LOOKS, until_woken
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.comparisons import Comparisons

Context = grpc.aio.ServicerContext[Any, Any]


class CompareServicer(pb_grpc.CompareServiceServicer):
    """Answers for comparisons of references."""

    def __init__(
        self,
        *,
        settings: IngestSettings,
        comparisons: Comparisons,
        listener: Listener,
        relay: Relay,
        drain: Drain,
        open_watches: OpenStreams,
    ) -> None:
        self._settings = settings
        self._comparisons = comparisons
        self._listener = listener
        self._relay = relay
        self._drain = drain
        self._open_watches = open_watches

    async def CompareRefs(
        self, request: pb.CompareRefsRequest, context: Context
    ) -> AsyncIterator[pb.CompareRefsResponse]:
        asked, request_id = parse.compare(request)
        # A path is looked at on disk; a network drive that hangs must not stop the event loop.
        source = await asyncio.to_thread(resolve, asked.source, roots=self._settings.permitted_roots())
        tenant = current_principal().tenant
        with self._open_watches.one_more(client_of(context)):
            row = await self._comparisons.start(replace(asked, source=source.key), tenant=tenant, request_id=request_id)
            self._relay.nudge()
            async with self._listener.subscribed(row.id) as woken:
                sent, quiet = None, 0
                while True:
                    self._drain.check()
                    woken.clear()
                    row = await self._comparisons.get(row.id, tenant=tenant)
                    message = await self._message(row)
                    if State(row.state).final:
                        break
                    if quiet >= QUIET_LOOKS or _news(message, sent):
                        yield pb.CompareRefsResponse(comparison=message)
                        sent, quiet = message, 0
                    quiet += 1
                    await until_woken(woken, self._drain)
            if row.state == State.SUCCEEDED:
                for each in await self._comparisons.messages(row.id):
                    yield pb.CompareRefsResponse.FromString(each)
            yield pb.CompareRefsResponse(comparison=message)

    async def CancelComparison(
        self, request: pb.CancelComparisonRequest, context: Context
    ) -> pb.CancelComparisonResponse:
        row = await self._comparisons.cancel(parse.comparison(request.name), tenant=current_principal().tenant)
        return pb.CancelComparisonResponse(comparison=await self._message(row))

    async def _message(self, row: Row[Any]) -> pb.RefComparison:
        return render.comparison(row, attempts=await self._comparisons.attempts(row.id))


def _news(message: pb.RefComparison, sent: pb.RefComparison | None) -> bool:
    """Whether anything but the clock has moved."""
    if sent is None:
        return True
    earlier = pb.RefComparison()
    earlier.CopyFrom(sent)
    earlier.elapsed.CopyFrom(message.elapsed)
    return earlier != message
