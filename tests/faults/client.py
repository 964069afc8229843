"""The public service as a patient client has it: through the gateway, asking again while a part restarts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage.common.v1 import lifecycle_pb2
from tests.faults.waiting import RUN_SECONDS, SOON_SECONDS, T, until

CALL_SECONDS = 35
ENDED = (lifecycle_pb2.STATE_SUCCEEDED, lifecycle_pb2.STATE_FAILED, lifecycle_pb2.STATE_CANCELLED)


@dataclass(frozen=True)
class Client:
    """Calls of AnalysisService."""

    stub: AnalysisServiceStub

    def create(self, source: Path, *, request_id: str = "", max_commits: int = 0) -> analysis_pb2.Analysis:
        """Asks for an analysis."""
        request = pb.CreateAnalysisRequest(
            source=str(source),
            request_id=request_id,
            options=analysis_pb2.AnalysisOptions(max_commits=max_commits),
        )
        return self._patiently(lambda: self.stub.CreateAnalysis(request, timeout=CALL_SECONDS).analysis)

    def get(self, name: str) -> analysis_pb2.Analysis:
        """The run as it is now."""
        request = pb.GetAnalysisRequest(name=name)
        return self._patiently(lambda: self.stub.GetAnalysis(request, timeout=CALL_SECONDS).analysis)

    def cancel(self, name: str) -> analysis_pb2.Analysis:
        """Asks a run to stop, for all."""
        return self.stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name), timeout=CALL_SECONDS).analysis

    def retry(self, name: str) -> analysis_pb2.Analysis:
        """Asks for a run to be taken up again."""
        return self.stub.RetryAnalysis(pb.RetryAnalysisRequest(name=name), timeout=CALL_SECONDS).analysis

    def end_of(self, name: str) -> analysis_pb2.Analysis | None:
        """The run, if it has ended."""
        run = self.get(name)
        return run if run.state in ENDED else None

    def ended(self, name: str, *, seconds: float = RUN_SECONDS) -> analysis_pb2.Analysis:
        """The run, once it has ended."""
        return until(lambda: self.end_of(name), seconds=seconds, pause=0.1)

    def succeeded(self, name: str, *, seconds: float = RUN_SECONDS) -> analysis_pb2.Analysis:
        """The run, once it has ended, which must be well."""
        run = self.ended(name, seconds=seconds)
        assert run.state == lifecycle_pb2.STATE_SUCCEEDED, run
        return run

    def events(self, name: str) -> list[analysis_pb2.AnalysisEvent]:
        """Every event of a run that has ended."""
        messages = self.stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name, cursor="0"), timeout=CALL_SECONDS)
        return [message.event for message in messages if message.HasField("event")]

    def _patiently(self, call: Callable[[], T]) -> T:
        end = time.monotonic() + SOON_SECONDS
        while True:
            try:
                return call()
            except grpc.RpcError as error:
                if code_of(error) is not grpc.StatusCode.UNAVAILABLE or time.monotonic() > end:
                    raise
            time.sleep(0.1)


def code_of(error: grpc.RpcError) -> grpc.StatusCode:
    """How a call ended."""
    return error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNKNOWN


def id_of(name: str) -> str:
    """The id in a resource name."""
    return name.partition("/")[2]
