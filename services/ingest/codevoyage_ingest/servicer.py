"""IngestService: translate, call, translate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import grpc
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1 import ingest_service_pb2_grpc as pb_grpc
from codevoyage_common.errors import CursorExpired
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.wakeups import INTERVAL_SECONDS, Listener
from codevoyage_ingest import parse, render
from codevoyage_ingest.domain import Cursor, Request
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.facts_reader import FactsReader
from codevoyage_ingest.store.jobs import Jobs

Context = grpc.aio.ServicerContext[Any, Any]
#: Looks without news after which the job is sent all the same, so that the other side knows that we live.
QUIET_LOOKS: Final = int(10 / INTERVAL_SECONDS)


class IngestServicer(pb_grpc.IngestServiceServicer):
    """Answers for jobs and facts."""

    def __init__(
        self,
        *,
        settings: IngestSettings,
        jobs: Jobs,
        facts: FactsReader,
        listener: Listener,
        relay: Relay,
        drain: Drain,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._facts = facts
        self._listener = listener
        self._relay = relay
        self._drain = drain

    async def ResolveSource(self, request: pb.ResolveSourceRequest, context: Context) -> pb.ResolveSourceResponse:
        return pb.ResolveSourceResponse(source=await self._resolved(parse.source(request.source)))

    async def StartIngest(self, request: pb.StartIngestRequest, context: Context) -> pb.StartIngestResponse:
        asked, request_id = parse.start(request)
        resolved = Request(source=await self._resolved(asked.source), max_commits=asked.max_commits)
        row = await self._jobs.start(
            resolved, tenant=current_principal().tenant, request_id=request_id, retry=parse.retry(request.retry)
        )
        self._relay.nudge()
        return pb.StartIngestResponse(job=await self._message(row))

    async def GetIngestJob(self, request: pb.GetIngestJobRequest, context: Context) -> pb.GetIngestJobResponse:
        row = await self._jobs.get(parse.job(request.name), tenant=current_principal().tenant)
        return pb.GetIngestJobResponse(job=await self._message(row))

    async def CancelIngest(self, request: pb.CancelIngestRequest, context: Context) -> pb.CancelIngestResponse:
        row = await self._jobs.cancel(parse.job(request.name), tenant=current_principal().tenant)
        return pb.CancelIngestResponse(job=await self._message(row))

    async def StreamHistory(
        self, request: pb.StreamHistoryRequest, context: Context
    ) -> AsyncIterator[pb.StreamHistoryResponse]:
        job_id, cursor = parse.job(request.name), parse.cursor(request.cursor)
        tenant = current_principal().tenant
        async with self._listener.subscribed(job_id) as woken:
            sent = None
            quiet = 0
            while True:
                self._drain.check()
                woken.clear()
                row = await self._jobs.get(job_id, tenant=tenant)
                if cursor.chunk > row.chunk_count:
                    raise CursorExpired(
                        f"Cursor {cursor} is from the future. Begin without a cursor.",
                        oldest="0",
                        newest=str(Cursor(chunk=row.chunk_count)),
                    )
                # The job first, then the facts that were stored up to it: a final state is sent after all of them.
                ended = State(row.state).final
                if not ended:
                    message = await self._message(row)
                    if message != sent or quiet >= QUIET_LOOKS:
                        yield pb.StreamHistoryResponse(cursor=str(cursor), job=message)
                        sent, quiet = message, 0
                async for cursor, facts in self._facts.after(row.facts_of or job_id, cursor):  # noqa: B020  it moves on
                    yield pb.StreamHistoryResponse(cursor=str(cursor), facts=facts)
                if ended:
                    yield pb.StreamHistoryResponse(cursor=str(cursor), job=await self._message(row))
                if ended or not request.follow:
                    return
                quiet += 1
                await until_woken(woken, self._drain)

    async def DeleteIngestJobs(
        self, request: pb.DeleteIngestJobsRequest, context: Context
    ) -> pb.DeleteIngestJobsResponse:
        remaining = await self._jobs.delete(parse.jobs(request.names), tenant=current_principal().tenant)
        return pb.DeleteIngestJobsResponse(remaining=[f"{parse.COLLECTION}/{job_id}" for job_id in remaining])

    async def _message(self, row: Row[Any]) -> ingest_job_pb2.IngestJob:
        return render.job(row, attempts=await self._jobs.attempts(row.id))

    async def _resolved(self, source: str) -> str:
        # A path is looked at on disk; a network drive that hangs must not stop the event loop.
        return (await asyncio.to_thread(resolve, source, roots=self._settings.permitted_roots())).key


async def until_woken(woken: asyncio.Event, drain: Drain) -> None:
    """Waits for a wake-up, for the drain, or for as long as nobody needs to be woken."""
    waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(drain.wait())]
    try:
        await asyncio.wait(waits, timeout=INTERVAL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
