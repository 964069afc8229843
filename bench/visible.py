"""How soon a person sees something: seconds from asking to the first files, and to the first timeline."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import grpc

from bench.stacks import Stack, permit
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage.common.v1 import lifecycle_pb2

_ENDED = (lifecycle_pb2.STATE_SUCCEEDED, lifecycle_pb2.STATE_FAILED, lifecycle_pb2.STATE_CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Visible:
    """Seconds."""

    files: float
    timeline: float
    all: float


def visible(stack: Stack, source: Path) -> Visible:
    """Asks through the gateway as a page does, again and again."""
    permit(stack.data, source)
    seen: dict[str, float] = {}
    with grpc.insecure_channel(f"127.0.0.1:{stack.parts['envoy']['port']}") as channel:
        analyses = AnalysisServiceStub(channel)
        begun = time.perf_counter()
        created = analyses.CreateAnalysis(pb.CreateAnalysisRequest(source=str(source), request_id=secrets.token_hex(8)))
        name = created.analysis.name
        while True:
            for what, ask in (
                ("files", lambda: analyses.GetTree(pb.GetTreeRequest(name=name, page_size=100)).files),
                ("timeline", lambda: analyses.GetTimeline(pb.GetTimelineRequest(name=name)).buckets),
            ):
                if what not in seen and _there(ask):
                    seen[what] = time.perf_counter() - begun
            state = analyses.GetAnalysis(pb.GetAnalysisRequest(name=name)).analysis.state
            if state in _ENDED:
                return Visible(files=seen["files"], timeline=seen["timeline"], all=time.perf_counter() - begun)
            time.sleep(0.1)


def _there(ask: object) -> bool:
    try:
        return bool(ask())  # type: ignore[operator]
    except grpc.RpcError:  # not ready
        return False
