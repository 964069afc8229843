"""AnalysisService: translate, call, translate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import grpc

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_analysis import page_tokens, parse, queries, render
from codevoyage_analysis.peers.sources import Sources
from codevoyage_analysis.store import runs
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_analysis.watch import Watches
from codevoyage_common.lifecycle import State
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.wakeups import Waker

Context = grpc.aio.ServicerContext[Any, Any]


class AnalysisServicer(pb_grpc.AnalysisServiceServicer):
    """Answers for runs and their results."""

    def __init__(
        self, *, transactions: Transactions, sources: Sources, watches: Watches, relay: Relay, waker: Waker
    ) -> None:
        self._transactions = transactions
        self._sources = sources
        self._watches = watches
        self._relay = relay
        self._waker = waker

    async def CreateAnalysis(self, request: pb.CreateAnalysisRequest, context: Context) -> pb.CreateAnalysisResponse:
        asked, request_id = parse.create(request)
        row = await self._transactions.run(
            runs.create,
            replace(asked, source=await self._sources.resolve(asked.source)),
            tenant=current_principal().tenant,
            request_id=request_id,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=current_traceparent(),
        )
        self._relay.nudge()
        return pb.CreateAnalysisResponse(analysis=render.analysis(row))

    async def GetAnalysis(self, request: pb.GetAnalysisRequest, context: Context) -> pb.GetAnalysisResponse:
        row = await self._transactions.run(runs.find, parse.analysis(request.name), tenant=current_principal().tenant)
        return pb.GetAnalysisResponse(analysis=render.analysis(row))

    async def ListAnalyses(self, request: pb.ListAnalysesRequest, context: Context) -> pb.ListAnalysesResponse:
        repository_id, size = parse.repository(request.repository), parse.list_size(request.page_size)
        rows = await self._transactions.run(
            runs.page,
            tenant=current_principal().tenant,
            repository_id=repository_id,
            size=size + 1,  # one more tells whether there is a next page
            after=page_tokens.list_after(request.page_token, repository_id=repository_id),
        )
        answer = pb.ListAnalysesResponse(analyses=[render.analysis(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            answer.next_page_token = page_tokens.of_list(
                repository_id=repository_id, create_time=last.create_time, analysis_id=last.id
            )
        return answer

    async def CancelAnalysis(self, request: pb.CancelAnalysisRequest, context: Context) -> pb.CancelAnalysisResponse:
        analysis_id = parse.analysis(request.name)
        row = await self._transactions.run(runs.cancel, analysis_id, tenant=current_principal().tenant)
        await asyncio.to_thread(self._waker.wake, analysis_id)
        if row.state == State.CANCELLED and row.ingest_job is not None:
            await self._sources.cancel(row.ingest_job)  # no worker of ours is there to do it
        return pb.CancelAnalysisResponse(analysis=render.analysis(row))

    async def WatchAnalysis(
        self, request: pb.WatchAnalysisRequest, context: Context
    ) -> AsyncIterator[pb.WatchAnalysisResponse]:
        messages = self._watches.follow(
            parse.analysis(request.name), tenant=current_principal().tenant, cursor=parse.cursor(request.cursor)
        )
        async for message in messages:
            yield message

    async def GetTimeline(self, request: pb.GetTimelineRequest, context: Context) -> pb.GetTimelineResponse:
        answer = await self._transactions.run(
            queries.timeline,
            parse.analysis(request.name),
            tenant=current_principal().tenant,
            grain=parse.grain(request.grain),
            min_revision=parse.min_revision(request.min_revision),
        )
        return render.timeline(answer)

    async def GetTree(self, request: pb.GetTreeRequest, context: Context) -> pb.GetTreeResponse:
        answer = await self._transactions.run(
            queries.tree,
            parse.analysis(request.name),
            tenant=current_principal().tenant,
            at=parse.commit(request.at),
            order=parse.order(request.order),
            size=parse.tree_size(request.page_size),
            page_token=request.page_token,
        )
        return render.tree(answer)
