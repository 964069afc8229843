"""Analysis as insights meets it, told by the test what to say. Real gRPC, scripted content."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc
from grpc_status import rpc_status

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_common.errors import CodeVoyageError
from codevoyage_common.rpc.status import to_status
from codevoyage_insights.families.overview import Answers
from tests.unit.insights.answers import FLASK

#: Seconds for which a script waits for the test; a test that forgets to go on fails by this.
WAIT_SECONDS = 30


class ScriptedAnalysis(pb_grpc.AnalysisServiceServicer):
    """Answers with what the test gave it; waits or fails where the test says."""

    def __init__(self) -> None:
        self.answers: Answers = FLASK
        self.refuse: CodeVoyageError | None = None
        #: Calls that fail before the refusal is taken back by itself. None: never.
        self.refusals: int | None = None
        #: Set while the timeline is waited for.
        self.asked = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.calls: list[str] = []

    def GetAnalysis(self, request: pb.GetAnalysisRequest, context: grpc.ServicerContext) -> pb.GetAnalysisResponse:
        self.calls.append(f"GetAnalysis {request.name}")
        if self.refuse is not None and self.refusals != 0:
            if self.refusals is not None:
                self.refusals -= 1
            context.abort_with_status(rpc_status.to_status(to_status(self.refuse)))
        return pb.GetAnalysisResponse(analysis=self.answers.analysis)

    def GetTimeline(self, request: pb.GetTimelineRequest, context: grpc.ServicerContext) -> pb.GetTimelineResponse:
        self.calls.append(f"GetTimeline {request.name}")
        self.asked.set()
        self.go_on.wait(WAIT_SECONDS)
        return self.answers.months

    def GetTree(self, request: pb.GetTreeRequest, context: grpc.ServicerContext) -> pb.GetTreeResponse:
        self.calls.append(f"GetTree {request.name}")
        return self.answers.largest


@contextmanager
def serving(analysis: ScriptedAnalysis) -> Iterator[str]:
    """Its address."""
    server = grpc.server(futures.ThreadPoolExecutor(8))
    pb_grpc.add_AnalysisServiceServicer_to_server(analysis, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        analysis.go_on.set()
        server.stop(grace=1).wait()
