"""MeasuresService and FramesService: translate, call, translate."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as frames_pb
from codevoyage.ingest.v1 import frames_service_pb2_grpc as frames_grpc
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage.ingest.v1 import measures_service_pb2_grpc as pb_grpc
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_ingest import parse, render
from codevoyage_ingest.following import Follower
from codevoyage_ingest.resolving import resolved
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.measurings import Measurings

Context = grpc.aio.ServicerContext[Any, Any]


class Following:
    """Measurings from now to their ends."""

    def __init__(self, *, measurings: Measurings, follower: Follower, relay: Relay) -> None:
        self.measurings = measurings
        self.relay = relay
        self._follower = follower

    def follow(self, measuring_id: str, *, to_its_end: bool = True) -> AsyncGenerator[pb.Measuring, None]:
        """The measuring at each change, at least every 10 s; once if it is not to be followed to its end."""
        return self._follower.follow(measuring_id, partial(self._now, measuring_id), to_its_end=to_its_end)

    async def _now(self, measuring_id: str) -> tuple[pb.Measuring, bool]:
        row = await self.measurings.get(measuring_id)
        return await self.message(row), State(row.state).final

    async def message(self, row: Row[Any]) -> pb.Measuring:
        """A measuring's row as the contract's message."""
        return render.measuring(row, attempts=await self.measurings.attempts(row.id))


class MeasuresServicer(pb_grpc.MeasuresServiceServicer):
    """Answers for single files."""

    def __init__(self, *, settings: IngestSettings, following: Following, open_watches: OpenStreams) -> None:
        self._settings = settings
        self._following = following
        self._open_watches = open_watches

    async def MeasureFile(
        self, request: pb.MeasureFileRequest, context: Context
    ) -> AsyncIterator[pb.MeasureFileResponse]:
        asked, path, retry = parse.source(request.source), parse.path(request.path), parse.retry(request.retry)
        source = await resolved(asked, settings=self._settings)
        measurings = self._following.measurings
        with self._open_watches.one_more(client_of(context)):
            row = await measurings.start_file(source.key, path, tenant=current_principal().tenant, retry=retry)
            self._following.relay.nudge()
            async with aclosing(self._following.follow(row.id)) as messages:
                async for message in messages:
                    if message.state == lifecycle_pb2.STATE_SUCCEEDED:
                        for each in await measurings.messages(row.id):
                            yield pb.MeasureFileResponse.FromString(each)
                    yield pb.MeasureFileResponse(measuring=message)

    async def CancelMeasuring(self, request: pb.CancelMeasuringRequest, context: Context) -> pb.CancelMeasuringResponse:
        measuring_id = parse.measuring(request.name)
        row = await self._following.measurings.cancel(measuring_id, tenant=current_principal().tenant)
        return pb.CancelMeasuringResponse(measuring=await self._following.message(row))


class FramesServicer(frames_grpc.FramesServiceServicer):
    """Answers for key frames."""

    def __init__(self, *, following: Following) -> None:
        self._following = following

    async def StreamFrames(
        self, request: frames_pb.StreamFramesRequest, context: Context
    ) -> AsyncIterator[frames_pb.StreamFramesResponse]:
        job_id, retry = parse.job(request.ingest_job), parse.retry(request.retry)
        measurings = self._following.measurings
        row = await measurings.start_frames(job_id, tenant=current_principal().tenant, retry=retry)
        self._following.relay.nudge()
        async with aclosing(self._following.follow(row.id, to_its_end=request.follow)) as messages:
            async for message in messages:
                if message.state == lifecycle_pb2.STATE_SUCCEEDED:
                    for each in await measurings.messages(row.id):
                        yield frames_pb.StreamFramesResponse.FromString(each)
                yield frames_pb.StreamFramesResponse(measuring=message)

    async def CancelFrames(
        self, request: frames_pb.CancelFramesRequest, context: Context
    ) -> frames_pb.CancelFramesResponse:
        tenant = current_principal().tenant
        measuring_id = await self._following.measurings.frames_of(parse.job(request.ingest_job), tenant=tenant)
        row = await self._following.measurings.cancel(measuring_id, tenant=tenant)
        return frames_pb.CancelFramesResponse(measuring=await self._following.message(row))
