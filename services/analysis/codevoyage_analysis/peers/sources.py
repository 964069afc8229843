"""Ingest, as the server asks it: may this be read, and stop reading that."""

from __future__ import annotations

import contextlib
from typing import Final

import grpc

from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1 import ingest_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.status import from_call

#: Seconds that a person waits for a yes or no; the answer takes milliseconds, a server that restarts two seconds.
DEADLINE_SECONDS: Final = 5.0


class Sources:
    """Short calls on an event loop."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = pb_grpc.IngestServiceStub(channel)

    async def resolve(self, source: str) -> str:
        """The normalised source. Raises what ingest says of it, or ServiceUnavailable."""
        try:
            answer = await self._stub.ResolveSource(
                pb.ResolveSourceRequest(source=source), timeout=DEADLINE_SECONDS, wait_for_ready=True
            )
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error
        return str(answer.source)

    async def cancel(self, job: str) -> None:
        """Asks a job to stop. One that cannot be reached reads on: its facts stay, nobody waits for them."""
        with contextlib.suppress(grpc.RpcError):
            await self._stub.CancelIngest(pb.CancelIngestRequest(name=job), timeout=DEADLINE_SECONDS)
