"""HunksService: translate, call, translate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import grpc

from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage.ingest.v1 import hunks_service_pb2_grpc as pb_grpc
from codevoyage_common.errors import CursorExpired
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_ingest import parse, render
from codevoyage_ingest.domain import Cursor
from codevoyage_ingest.following import QUIET_LOOKS, Follower
from codevoyage_ingest.store.hunk_passes import HunkPasses, PassNow
from codevoyage_ingest.store.hunks_reader import HunksReader

Context = grpc.aio.ServicerContext[Any, Any]


class HunksServicer(pb_grpc.HunksServiceServicer):
    """Answers for hunks."""

    def __init__(self, *, passes: HunkPasses, hunks: HunksReader, follower: Follower, relay: Relay) -> None:
        self._passes = passes
        self._hunks = hunks
        self._follower = follower
        self._relay = relay

    async def StartHunks(self, request: pb.StartHunksRequest, context: Context) -> pb.StartHunksResponse:
        job_id = parse.job(request.ingest_job)
        row = await self._passes.start(job_id, tenant=current_principal().tenant, retry=parse.retry(request.retry))
        self._relay.nudge()
        return pb.StartHunksResponse(**{"pass": render.hunk_pass(await self._passes.now(row.id), job_id=job_id)})

    async def CancelHunks(self, request: pb.CancelHunksRequest, context: Context) -> pb.CancelHunksResponse:
        job_id = parse.job(request.ingest_job)
        row = await self._passes.cancel(job_id, tenant=current_principal().tenant)
        return pb.CancelHunksResponse(**{"pass": render.hunk_pass(await self._passes.now(row.id), job_id=job_id)})

    async def StreamHunks(
        self, request: pb.StreamHunksRequest, context: Context
    ) -> AsyncIterator[pb.StreamHunksResponse]:
        job_id, cursor = parse.job(request.ingest_job), parse.cursor(request.cursor)
        row = await self._passes.start(job_id, tenant=current_principal().tenant)
        self._relay.nudge()
        sent, quiet = None, 0
        async with aclosing(self._follower.looks(row.id)) as looks:
            async for _ in looks:
                now = await self._passes.now(row.id)
                _check(cursor, now)
                # The pass first, then what was stored up to it: a final state is sent after all of it.
                ended = State(now.row.state).final
                message = render.hunk_pass(now, job_id=job_id)
                if not ended and (message != sent or quiet >= QUIET_LOOKS):
                    yield _pass(cursor, message)
                    sent, quiet = message, 0
                stored = self._hunks.after(now.row.ingest_job_id, cursor, end=now.stored.first_missing)
                async with aclosing(stored):
                    async for cursor, hunks in stored:
                        yield pb.StreamHunksResponse(cursor=str(cursor), hunks=hunks)
                if ended:
                    yield _pass(cursor, message)
                if ended or not request.follow:
                    return
                quiet += 1


def _pass(cursor: Cursor, message: pb.HunkPass) -> pb.StreamHunksResponse:
    response = pb.StreamHunksResponse(cursor=str(cursor))
    getattr(response, "pass").CopyFrom(message)  # a word of the language cannot be named otherwise
    return response


def _check(cursor: Cursor, now: PassNow) -> None:
    """Raises CursorExpired for one that no stream of this pass has given."""
    newest = now.stored.first_missing
    if cursor.chunk > newest or (cursor.chunk == newest and cursor.part):
        raise CursorExpired(
            f"Cursor {cursor} is from the future. Begin without a cursor.",
            oldest="0",
            newest=str(Cursor(chunk=newest)),
        )
