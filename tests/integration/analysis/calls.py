"""Short forms of the calls that tests make."""

from __future__ import annotations

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.status import DOMAIN

#: Seconds that a watch may take; a run of the small history takes one.
WATCH_SECONDS = 30


def create(
    stub: pb_grpc.AnalysisServiceStub, source: str = "/somewhere", *, request_id: str = "", max_commits: int = 0
) -> str:
    """The name of a new analysis."""
    request = pb.CreateAnalysisRequest(
        source=source, request_id=request_id, options=analysis_pb2.AnalysisOptions(max_commits=max_commits)
    )
    return str(stub.CreateAnalysis(request).analysis.name)


def get(stub: pb_grpc.AnalysisServiceStub, name: str) -> analysis_pb2.Analysis:
    """The analysis as it is now."""
    return stub.GetAnalysis(pb.GetAnalysisRequest(name=name)).analysis


def events_of(stub: pb_grpc.AnalysisServiceStub, name: str, *, cursor: str = "0") -> list[analysis_pb2.AnalysisEvent]:
    """All events after a cursor until the run has ended."""
    request = pb.WatchAnalysisRequest(name=name, cursor=cursor)
    return [
        message.event for message in stub.WatchAnalysis(request, timeout=WATCH_SECONDS) if message.HasField("event")
    ]


def watched(stub: pb_grpc.AnalysisServiceStub, name: str) -> analysis_pb2.Analysis:
    """The analysis once its watch has ended."""
    for _ in stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name), timeout=WATCH_SECONDS):
        pass
    return get(stub, name)


def info_of(error: grpc.RpcError) -> ErrorInfo:
    """What an error says of itself."""
    status = rpc_status.from_call(error)  # type: ignore[arg-type]
    info = ErrorInfo()
    assert status is not None
    assert status.details[0].Unpack(info)
    assert info.domain == DOMAIN
    return info
