"""VerificationService: translate, call, translate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage.ingest.v1 import verification_service_pb2_grpc as pb_grpc
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal
from codevoyage_common.storage.outbox import Relay
from codevoyage_ingest import parse, render
from codevoyage_ingest.following import Follower
from codevoyage_ingest.resolving import resolved
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.verifications import Verifications

Context = grpc.aio.ServicerContext[Any, Any]


class VerificationServicer(pb_grpc.VerificationServiceServicer):
    """Answers for verifications."""

    def __init__(
        self,
        *,
        settings: IngestSettings,
        verifications: Verifications,
        follower: Follower,
        relay: Relay,
        open_watches: OpenStreams,
    ) -> None:
        self._settings = settings
        self._verifications = verifications
        self._follower = follower
        self._relay = relay
        self._open_watches = open_watches

    async def VerifyRepository(
        self, request: pb.VerifyRepositoryRequest, context: Context
    ) -> AsyncIterator[pb.VerifyRepositoryResponse]:
        asked, request_id = parse.verify(request)
        source = await resolved(asked.source, settings=self._settings)
        tenant = current_principal().tenant
        with self._open_watches.one_more(client_of(context)):
            row = await self._verifications.start(
                replace(asked, source=source.key), tenant=tenant, request_id=request_id
            )
            self._relay.nudge()
            async with aclosing(self._follower.follow(row.id, partial(self._now, row.id, tenant))) as messages:
                async for message in messages:
                    yield pb.VerifyRepositoryResponse(verification=message)

    async def GetVerification(self, request: pb.GetVerificationRequest, context: Context) -> pb.GetVerificationResponse:
        row = await self._verifications.get(parse.verification(request.name), tenant=current_principal().tenant)
        return pb.GetVerificationResponse(verification=await self._message(row))

    async def CancelVerification(
        self, request: pb.CancelVerificationRequest, context: Context
    ) -> pb.CancelVerificationResponse:
        row = await self._verifications.cancel(parse.verification(request.name), tenant=current_principal().tenant)
        return pb.CancelVerificationResponse(verification=await self._message(row))

    async def _now(self, verification_id: str, tenant: str) -> tuple[pb.Verification, bool]:
        row = await self._verifications.get(verification_id, tenant=tenant)
        return await self._message(row), State(row.state).final

    async def _message(self, row: Row[Any]) -> pb.Verification:
        return render.verification(row, attempts=await self._verifications.attempts(row.id))
