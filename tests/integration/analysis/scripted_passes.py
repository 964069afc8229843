"""Ingest's passes after a reading, as the studies of analysis meet them: scripted content over real gRPC."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator

import grpc

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import (
    facts_pb2,
    frames_service_pb2_grpc,
    hunks_service_pb2_grpc,
    measures_service_pb2,
)
from codevoyage.ingest.v1 import frames_service_pb2 as pb
from codevoyage.ingest.v1 import hunks_service_pb2 as hunks_pb
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


class ScriptedHunks(hunks_service_pb2_grpc.HunksServiceServicer):
    """Those of the small history, in two chunks of commits."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As it is at first: read at once."""
        self.state: lifecycle_pb2.State.ValueType = lifecycle_pb2.STATE_SUCCEEDED
        self.pause = False
        self.go_on = threading.Event()
        self.asked: list[str] = []
        #: Waits for the test between the two chunks, too.
        self.pause_between = False
        #: Chunks that were told, in all streams.
        self.told = 0
        #: Takes a line from the file that the first commit adds: nothing after it fits.
        self.misfit = False

    def StreamHunks(
        self, request: hunks_pb.StreamHunksRequest, context: grpc.ServicerContext
    ) -> Iterator[hunks_pb.StreamHunksResponse]:
        self.asked.append(request.ingest_job)
        yield self._pass(lifecycle_pb2.STATE_RUNNING)
        if self.pause:
            self.go_on.wait(WAIT_SECONDS)
        if self.state == lifecycle_pb2.STATE_SUCCEEDED:
            yield from self._chunks()
        yield self._pass(self.state)

    def _chunks(self) -> Iterator[hunks_pb.StreamHunksResponse]:
        # Of each change: old start, old count, new start, new count.
        first = hunks_pb.HunkColumns(
            commits=[0, 0, 1],
            ordinals=[0, 1, 0],
            counts=[1, 1, 1],
            hunks=struct.pack("<12I", 0, 0, 1, 1 if self.misfit else 2, 0, 0, 1, 1, 2, 1, 2, 3),
            first_commit=0,
            end_commit=3,
        )
        # The merge has the picture of its second parent.
        merges = hunks_pb.MergeColumns(
            commits=[3],
            ordinals=[0],
            statuses=[facts_pb2.CHANGE_STATUS_ADDED],
            paths=[b"pic.bin"],
            old_paths=[b""],
            parents=[0],
            taken_from=[1],
            binary=[True],
        )
        second = hunks_pb.HunkColumns(
            commits=[4],
            ordinals=[0],
            counts=[1],
            hunks=struct.pack("<4I", 4, 0, 5, 4),
            merges=merges,
            first_commit=3,
            end_commit=5,
        )
        for cursor, hunks in enumerate((first, second)):
            if cursor and self.pause_between:
                self.go_on.wait(WAIT_SECONDS)
            self.told += 1
            yield hunks_pb.StreamHunksResponse(cursor=str(cursor), hunks=hunks)

    def _pass(self, state: lifecycle_pb2.State.ValueType) -> hunks_pb.StreamHunksResponse:
        told = hunks_pb.HunkPass(ingest_job="ingestJobs/aaaaaaaaaaaaaaaa", state=state)
        if state == lifecycle_pb2.STATE_FAILED:
            told.failure.reason, told.failure.message = "HISTORY_REWRITTEN", "The commits are gone."
        return hunks_pb.StreamHunksResponse(**{"pass": told})  # type: ignore[arg-type]  # a word of Python's
