"""VerificationService: translate, call, translate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import grpc
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage.ingest.v1 import verification_service_pb2_grpc as pb_grpc
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
from codevoyage_ingest.store.verifications import Verifications

Context = grpc.aio.ServicerContext[Any, Any]


class VerificationServicer(pb_grpc.VerificationServiceServicer):
    """Answers for verifications."""

    def __init__(
        self,
        *,
        settings: IngestSettings,
        verifications: Verifications,
        listener: Listener,
        relay: Relay,
        drain: Drain,
        open_watches: OpenStreams,
    ) -> None:
        self._settings = settings
        self._verifications = verifications
        self._listener = listener
        self._relay = relay
        self._drain = drain
        self._open_watches = open_watches

    async def VerifyRepository(
        self, request: pb.VerifyRepositoryRequest, context: Context
    ) -> AsyncIterator[pb.VerifyRepositoryResponse]:
        asked, request_id = parse.verify(request)
        # A path is looked at on disk; a network drive that hangs must not stop the event loop.
        source = await asyncio.to_thread(resolve, asked.source, roots=self._settings.permitted_roots())
        tenant = current_principal().tenant
        with self._open_watches.one_more(client_of(context)):
            row = await self._verifications.start(
                replace(asked, source=source.key), tenant=tenant, request_id=request_id
            )
            self._relay.nudge()
            async for message in self._followed(row.id, tenant=tenant):
                yield pb.VerifyRepositoryResponse(verification=message)

    async def GetVerification(self, request: pb.GetVerificationRequest, context: Context) -> pb.GetVerificationResponse:
        row = await self._verifications.get(parse.verification(request.name), tenant=current_principal().tenant)
        return pb.GetVerificationResponse(verification=await self._message(row))

    async def CancelVerification(
        self, request: pb.CancelVerificationRequest, context: Context
    ) -> pb.CancelVerificationResponse:
        row = await self._verifications.cancel(parse.verification(request.name), tenant=current_principal().tenant)
        return pb.CancelVerificationResponse(verification=await self._message(row))

    async def _followed(self, verification_id: str, *, tenant: str) -> AsyncIterator[pb.Verification]:
        """The verification at each change and at least every 10 s, until it has ended."""
        async with self._listener.subscribed(verification_id) as woken:
            sent, quiet = None, 0
            while True:
                self._drain.check()
                woken.clear()
                row = await self._verifications.get(verification_id, tenant=tenant)
                message = await self._message(row)
                ended = State(row.state).final
                if ended or _news(message, sent) or quiet >= QUIET_LOOKS:
                    yield message
                    sent, quiet = message, 0
                if ended:
                    return
                quiet += 1
                await until_woken(woken, self._drain)

    async def _message(self, row: Row[Any]) -> pb.Verification:
        return render.verification(row, attempts=await self._verifications.attempts(row.id))


def _news(message: pb.Verification, sent: pb.Verification | None) -> bool:
    """Whether anything but the clock has moved."""
    if sent is None:
        return True
    earlier = pb.Verification()
    earlier.CopyFrom(sent)
    earlier.elapsed.CopyFrom(message.elapsed)
    return earlier != message
