"""Ingest's passes after a reading, as the studies of analysis meet them: scripted content over real gRPC."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import grpc

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as pb
from codevoyage.ingest.v1 import frames_service_pb2_grpc, measures_service_pb2
from tests.unit.analysis.small_history import object_id

#: Seconds for which a script waits for the test.
WAIT_SECONDS = 30


class ScriptedFrames(frames_service_pb2_grpc.FramesServiceServicer):
    """Key frames at the first and the newest position of the small history."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As it is at first: measured at once."""
        self.state: lifecycle_pb2.State.ValueType = lifecycle_pb2.STATE_SUCCEEDED
        #: Streams that break before one is whole.
        self.breaks = 0
        self.pause = False
        self.go_on = threading.Event()
        self.asked: list[str] = []

    def StreamFrames(
        self, request: pb.StreamFramesRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.StreamFramesResponse]:
        self.asked.append(request.ingest_job)
        yield self._measuring(lifecycle_pb2.STATE_RUNNING)
        if self.pause:
            self.go_on.wait(WAIT_SECONDS)
        if self.breaks:
            self.breaks -= 1
            context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")
        if self.state == lifecycle_pb2.STATE_SUCCEEDED:
            yield pb.StreamFramesResponse(
                frames=pb.FrameColumns(
                    positions=[0, 3],
                    blobs=b"".join(map(object_id, ("a1", "a3", "elsewhere"))),
                    indentations=[4, 6, 99],
                    largest_indentations=[2, 2, 9],
                )
            )
        yield self._measuring(self.state)

    def _measuring(self, state: lifecycle_pb2.State.ValueType) -> pb.StreamFramesResponse:
        measuring = measures_service_pb2.Measuring(name="measurings/aaaaaaaaaaaaaaaa", state=state)
        if state == lifecycle_pb2.STATE_FAILED:
            measuring.failure.reason, measuring.failure.message = "HISTORY_REWRITTEN", "The contents are gone."
        return pb.StreamFramesResponse(measuring=measuring)
