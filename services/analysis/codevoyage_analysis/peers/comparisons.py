"""Ingest's comparisons of two references, as the server asks for them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1.compare_service_pb2_grpc import CompareServiceStub
from codevoyage_common.errors import RemoteFailure
from codevoyage_common.rpc.status import from_call


class Comparisons:
    """Streams on an event loop."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = CompareServiceStub(channel)

    async def compare(self, request: pb.CompareRefsRequest) -> AsyncIterator[pb.CompareRefsResponse]:
        """Messages of the comparison, to its end. Raises what ingest says, ServiceUnavailable, and as RemoteFailure
        what it failed of."""
        try:
            async for message in self._stub.CompareRefs(request):
                if message.HasField("comparison"):
                    _raise_unless_well(message.comparison)
                yield message
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error


def _raise_unless_well(comparison: pb.RefComparison) -> None:
    match comparison.state:
        case lifecycle_pb2.STATE_FAILED:
            failure = comparison.failure
            raise RemoteFailure(
                failure.message, reason=failure.reason, retryable=False, metadata=dict(failure.metadata)
            )
        case lifecycle_pb2.STATE_CANCELLED:
            raise RemoteFailure(
                "The comparison was stopped before its end. Check again with another request id.",
                reason="CANCELLED",
                retryable=False,
                metadata={},
            )
