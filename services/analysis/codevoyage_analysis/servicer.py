"""AnalysisService: translate, call, translate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_analysis import page_tokens, parse, queries, render
from codevoyage_analysis.peers.sources import Sources
from codevoyage_analysis.serving.results import Results
from codevoyage_analysis.store import asking, removal, runs
from codevoyage_analysis.store.asking import Asker
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_analysis.watch import Watches
from codevoyage_common.lifecycle import State
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.wakeups import Waker

Context = grpc.aio.ServicerContext[Any, Any]


class AnalysisServicer(pb_grpc.AnalysisServiceServicer):
    """Answers for runs and their results."""

    def __init__(
        self,
        *,
        transactions: Transactions,
        sources: Sources,
        watches: Watches,
        open_watches: OpenStreams,
        relay: Relay,
        waker: Waker,
        results: Results,
        runs_going: int,
    ) -> None:
        """runs_going: of a tenant, that may not have ended at a time."""
        self._transactions = transactions
        self._sources = sources
        self._watches = watches
        self._open_watches = open_watches
        self._relay = relay
        self._waker = waker
        self._results = results
        self._runs_going = runs_going

    async def CreateAnalysis(self, request: pb.CreateAnalysisRequest, context: Context) -> pb.CreateAnalysisResponse:
        asked, request_id = parse.create(request)
        asker = self._asker(request_id)
        answer = await self._transactions.run(
            asking.create, replace(asked, source=await self._sources.resolve(asked.source)), asker=asker
        )
        self._relay.nudge()
        await self._wake(answer.run.id)
        return pb.CreateAnalysisResponse(
            analysis=render.analysis(answer.run), request_id=asker.request_id, shared=answer.shared
        )

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
        row = await self._transactions.run(asking.cancel, analysis_id, tenant=current_principal().tenant)
        await self._stopped(row)
        return pb.CancelAnalysisResponse(analysis=render.analysis(row))

    async def WithdrawAnalysis(
        self, request: pb.WithdrawAnalysisRequest, context: Context
    ) -> pb.WithdrawAnalysisResponse:
        analysis_id, request_id = parse.withdrawal(request)
        row = await self._transactions.run(
            asking.withdraw, analysis_id, tenant=current_principal().tenant, request_id=request_id
        )
        await self._stopped(row)
        return pb.WithdrawAnalysisResponse(analysis=render.analysis(row))

    async def RetryAnalysis(self, request: pb.RetryAnalysisRequest, context: Context) -> pb.RetryAnalysisResponse:
        analysis_id, request_id = parse.retry(request)
        asker = self._asker(request_id)
        row = await self._transactions.run(asking.retry, analysis_id, asker=asker)
        self._relay.nudge()
        await self._wake(analysis_id)
        return pb.RetryAnalysisResponse(analysis=render.analysis(row), request_id=asker.request_id)

    async def ListAttempts(self, request: pb.ListAttemptsRequest, context: Context) -> pb.ListAttemptsResponse:
        run, own = await self._transactions.run(
            queries.attempts, parse.analysis(request.name), tenant=current_principal().tenant
        )
        return render.attempts(run, own)

    async def DeleteRepository(
        self, request: pb.DeleteRepositoryRequest, context: Context
    ) -> pb.DeleteRepositoryResponse:
        deleted = await self._transactions.run(
            removal.delete_repository,
            parse.required_repository(request.name),
            tenant=current_principal().tenant,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=current_traceparent(),
        )
        self._relay.nudge()
        for analysis_id in deleted.stopped:
            await self._wake(analysis_id)
        return pb.DeleteRepositoryResponse(analyses=len(deleted.analyses))

    async def WatchAnalysis(
        self, request: pb.WatchAnalysisRequest, context: Context
    ) -> AsyncIterator[pb.WatchAnalysisResponse]:
        analysis_id, cursor = parse.analysis(request.name), parse.cursor(request.cursor)
        with self._open_watches.one_more(client_of(context)):
            messages = self._watches.follow(analysis_id, tenant=current_principal().tenant, cursor=cursor)
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
        asked = partial(
            queries.tree,
            tenant=current_principal().tenant,
            at=parse.commit(request.at),
            order=parse.order(request.order),
            size=parse.tree_size(request.page_size),
            page_token=request.page_token,
        )
        analysis_id = parse.analysis(request.name)

        async def tree() -> pb.GetTreeResponse:
            return render.tree(await self._transactions.run(asked, analysis_id))

        return await self._results.remembered(request, context, pb.GetTreeResponse, tree)

    def _asker(self, request_id: str) -> Asker:
        return Asker(
            tenant=current_principal().tenant,
            request_id=request_id or f"request-{new_id()}",
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=current_traceparent(),
            limit=self._runs_going,
        )

    async def _stopped(self, row: Row[Any]) -> None:
        """A run was told to stop: its worker hears of it, and so does ingest, whether or not there is one."""
        self._relay.nudge()
        await self._wake(row.id)
        if row.state == State.CANCELLING and row.ingest_job is not None:
            await self._sources.cancel(row.ingest_job)

    async def _wake(self, analysis_id: str) -> None:
        # Redis's client blocks; one that is down must not stop the event loop.
        await asyncio.to_thread(self._waker.wake, analysis_id)
