"""CompareService: translate, call, translate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1 import compare_service_pb2_grpc as pb_grpc
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_ingest import parse, render
from codevoyage_ingest.following import Follower
from codevoyage_ingest.resolving import resolved
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
        follower: Follower,
        relay: Relay,
        open_watches: OpenStreams,
    ) -> None:
        self._settings = settings
        self._comparisons = comparisons
        self._follower = follower
        self._relay = relay
        self._open_watches = open_watches

    async def CompareRefs(
        self, request: pb.CompareRefsRequest, context: Context
    ) -> AsyncIterator[pb.CompareRefsResponse]:
        asked, request_id = parse.compare(request)
        source = await resolved(asked.source, settings=self._settings)
        tenant = current_principal().tenant
        with self._open_watches.one_more(client_of(context)):
            row = await self._comparisons.start(replace(asked, source=source.key), tenant=tenant, request_id=request_id)
            self._relay.nudge()
            async with aclosing(self._follower.follow(row.id, partial(self._now, row.id, tenant))) as messages:
                async for message in messages:
                    if message.state == lifecycle_pb2.STATE_SUCCEEDED:
                        for each in await self._comparisons.messages(row.id):
                            yield pb.CompareRefsResponse.FromString(each)
                    yield pb.CompareRefsResponse(comparison=message)

    async def CancelComparison(
        self, request: pb.CancelComparisonRequest, context: Context
    ) -> pb.CancelComparisonResponse:
        row = await self._comparisons.cancel(parse.comparison(request.name), tenant=current_principal().tenant)
        return pb.CancelComparisonResponse(comparison=await self._message(row))

    async def _now(self, comparison_id: str, tenant: str) -> tuple[pb.RefComparison, bool]:
        row = await self._comparisons.get(comparison_id, tenant=tenant)
        return await self._message(row), State(row.state).final

    async def _message(self, row: Row[Any]) -> pb.RefComparison:
        return render.comparison(row, attempts=await self._comparisons.attempts(row.id))
