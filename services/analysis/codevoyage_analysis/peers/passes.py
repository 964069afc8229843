"""Ingest's passes that come after a reading, as a study asks for them.

They are streams from the beginning: one that breaks is begun anew by the study's next attempt.
"""

from __future__ import annotations

from collections.abc import Iterator

import grpc

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as frames_pb
from codevoyage.ingest.v1 import frames_service_pb2_grpc, hunks_service_pb2_grpc
from codevoyage.ingest.v1 import hunks_service_pb2 as hunks_pb
from codevoyage_analysis.peers.read_ahead import ReadAhead
from codevoyage_common.errors import RemoteFailure
from codevoyage_common.rpc.status import from_call


class Passes:
    """Calls of one study, from its worker's thread."""

    def __init__(self, channel: grpc.Channel, *, patience_seconds: float) -> None:
        self._frames = frames_service_pb2_grpc.FramesServiceStub(channel)
        self._hunks = hunks_service_pb2_grpc.HunksServiceStub(channel)
        self._patience_seconds = patience_seconds

    def frames(self, ingest_job: str) -> ReadAhead[frames_pb.FrameColumns | None]:
        """The key frames once they are measured; None at each word about how far that is.

        Raises what ingest says, ServiceUnavailable, and as RemoteFailure what the measuring failed of.
        """
        return ReadAhead(self._read_frames(ingest_job), service="ingest", patience_seconds=self._patience_seconds)

    def hunks(self, ingest_job: str) -> ReadAhead[hunks_pb.HunkColumns | None]:
        """All hunks, while they are read; None at each word about how far that is. Raises as `frames`."""
        return ReadAhead(self._read_hunks(ingest_job), service="ingest", patience_seconds=self._patience_seconds)

    def _read_frames(self, ingest_job: str) -> Iterator[frames_pb.FrameColumns | None]:
        request = frames_pb.StreamFramesRequest(ingest_job=ingest_job, follow=True)
        try:
            for message in self._frames.StreamFrames(request):
                if message.HasField("frames"):
                    yield message.frames
                else:
                    _raise_unless_well(message.measuring.state, message.measuring.failure)
                    yield None
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error

    def _read_hunks(self, ingest_job: str) -> Iterator[hunks_pb.HunkColumns | None]:
        request = hunks_pb.StreamHunksRequest(ingest_job=ingest_job, follow=True)
        try:
            for message in self._hunks.StreamHunks(request):
                if message.HasField("hunks"):
                    yield message.hunks
                else:
                    _raise_unless_well(getattr(message, "pass").state, getattr(message, "pass").failure)
                    yield None
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error


def _raise_unless_well(state: lifecycle_pb2.State.ValueType, failure: lifecycle_pb2.Failure) -> None:
    match state:
        case lifecycle_pb2.STATE_FAILED:
            raise RemoteFailure(
                failure.message, reason=failure.reason, retryable=False, metadata=dict(failure.metadata)
            )
        case lifecycle_pb2.STATE_CANCELLED:
            raise RemoteFailure("It was stopped.", reason="CANCELLED", retryable=False, metadata={})
