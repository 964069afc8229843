"""IngestService: translate, call, translate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1 import ingest_service_pb2_grpc as pb_grpc
from codevoyage_common.errors import CursorExpired
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_ingest import parse, render
from codevoyage_ingest.domain import Cursor, Request
from codevoyage_ingest.following import QUIET_LOOKS, Follower
from codevoyage_ingest.resolving import resolved
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.facts_reader import FactsReader
from codevoyage_ingest.store.jobs import Jobs

Context = grpc.aio.ServicerContext[Any, Any]


class IngestServicer(pb_grpc.IngestServiceServicer):
    """Answers for jobs and facts."""

    def __init__(
        self,
        *,
        settings: IngestSettings,
        jobs: Jobs,
        facts: FactsReader,
        follower: Follower,
        relay: Relay,
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._facts = facts
        self._follower = follower
        self._relay = relay

    async def ResolveSource(self, request: pb.ResolveSourceRequest, context: Context) -> pb.ResolveSourceResponse:
        return pb.ResolveSourceResponse(
            source=(await resolved(parse.source(request.source), settings=self._settings)).key
        )

    async def StartIngest(self, request: pb.StartIngestRequest, context: Context) -> pb.StartIngestResponse:
        asked, request_id = parse.start(request)
        source = await resolved(asked.source, settings=self._settings)
        row = await self._jobs.start(
            Request(source=source.key, max_commits=asked.max_commits),
            tenant=current_principal().tenant,
            request_id=request_id,
            retry=parse.retry(request.retry),
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
        sent, quiet = None, 0
        async with aclosing(self._follower.looks(job_id)) as looks:
            async for _ in looks:
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

    async def DeleteIngestJobs(
        self, request: pb.DeleteIngestJobsRequest, context: Context
    ) -> pb.DeleteIngestJobsResponse:
        remaining = await self._jobs.delete(parse.jobs(request.names), tenant=current_principal().tenant)
        return pb.DeleteIngestJobsResponse(remaining=[f"{parse.COLLECTION}/{job_id}" for job_id in remaining])

    async def _message(self, row: Row[Any]) -> ingest_job_pb2.IngestJob:
        return render.job(row, attempts=await self._jobs.attempts(row.id))
