"""InsightService and InsightJobService: translate, call, translate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, Final

import grpc
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage.insights.v1 import insight_job_service_pb2 as job_pb
from codevoyage.insights.v1 import insight_job_service_pb2_grpc as job_pb_grpc
from codevoyage.insights.v1 import insight_service_pb2 as pb
from codevoyage.insights.v1 import insight_service_pb2_grpc as pb_grpc
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.wakeups import INTERVAL_SECONDS, Listener, Waker
from codevoyage_insights import parse, render
from codevoyage_insights.store.jobs import Jobs
from codevoyage_insights.store.written import insights_of

Context = grpc.aio.ServicerContext[Any, Any]
#: Seconds of silence on a watch. The contract says 10; one look less leaves room for the way.
SILENCE_SECONDS: Final = 10.0 - INTERVAL_SECONDS


class InsightServicer(pb_grpc.InsightServiceServicer):
    """Public: what was written."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def ListInsights(self, request: pb.ListInsightsRequest, context: Context) -> pb.ListInsightsResponse:
        rows = await insights_of(self._engine, parse.parent(request), tenant=current_principal().tenant)
        return pb.ListInsightsResponse(insights=[render.insight(row) for row in rows])


class InsightJobServicer(job_pb_grpc.InsightJobServiceServicer):
    """Internal: have something written."""

    def __init__(self, *, jobs: Jobs, listener: Listener, relay: Relay, waker: Waker, drain: Drain) -> None:
        self._jobs = jobs
        self._listener = listener
        self._relay = relay
        self._waker = waker
        self._drain = drain

    async def GenerateInsights(
        self, request: job_pb.GenerateInsightsRequest, context: Context
    ) -> job_pb.GenerateInsightsResponse:
        analysis_id, request_id = parse.generate(request)
        row = await self._jobs.start(
            analysis_id,
            tenant=current_principal().tenant,
            request_id=request_id,
            retry=parse.retry(request.retry),
        )
        self._relay.nudge()
        return job_pb.GenerateInsightsResponse(job=await self._message(row))

    async def CancelInsightJob(
        self, request: job_pb.CancelInsightJobRequest, context: Context
    ) -> job_pb.CancelInsightJobResponse:
        row = await self._jobs.cancel(parse.job(request.name), tenant=current_principal().tenant)
        # Redis's client blocks; one that is down must not stop the event loop.
        await asyncio.to_thread(self._waker.wake, row.id)
        return job_pb.CancelInsightJobResponse(job=await self._message(row))

    async def DeleteInsights(
        self, request: job_pb.DeleteInsightsRequest, context: Context
    ) -> job_pb.DeleteInsightsResponse:
        remaining = await self._jobs.delete(parse.analyses(request.analyses), tenant=current_principal().tenant)
        return job_pb.DeleteInsightsResponse(remaining=[f"analyses/{analysis_id}" for analysis_id in remaining])

    async def _message(self, row: Row[Any]) -> job_pb.InsightJob:
        return render.job(row, attempts=await self._jobs.attempts(row.id))

    async def WatchInsightJob(
        self, request: job_pb.WatchInsightJobRequest, context: Context
    ) -> AsyncIterator[job_pb.WatchInsightJobResponse]:
        job_id, tenant = parse.job(request.name), current_principal().tenant
        async with self._listener.subscribed(job_id) as woken:
            sent, sent_at = None, 0.0
            while True:
                self._drain.check()
                woken.clear()
                row = await self._jobs.get(job_id, tenant=tenant)
                message = await self._message(row)
                if message != sent or time.monotonic() - sent_at >= SILENCE_SECONDS:
                    yield job_pb.WatchInsightJobResponse(job=message)
                    sent, sent_at = message, time.monotonic()
                if State(row.state).final:
                    return
                await _either(woken, self._drain)


async def _either(woken: asyncio.Event, drain: Drain) -> None:
    """Until there is something to look at, or the server goes down, or the interval is over."""
    waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(drain.wait())]
    try:
        await asyncio.wait(waits, timeout=INTERVAL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
