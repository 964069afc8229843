"""Analysis, as evidence is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import grpc

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.status import from_call

#: Seconds for an answer; they take milliseconds, and a server that restarts is back in two or three seconds.
DEADLINE_SECONDS: Final = 10.0
T = TypeVar("T")


class Analysis:
    """Calls about one analysis, from its worker's thread.

    Every method raises what analysis says (RemoteFailure), or ServiceUnavailable.
    """

    def __init__(self, channel: grpc.Channel, *, name: str) -> None:
        self._stub = pb_grpc.AnalysisServiceStub(channel)
        self._name = name

    def itself(self) -> analysis_pb2.Analysis:
        """The analysis, with its figures."""
        request = pb.GetAnalysisRequest(name=self._name)
        return _asked(lambda: self._stub.GetAnalysis(request, timeout=DEADLINE_SECONDS, wait_for_ready=True)).analysis

    def months(self) -> pb.GetTimelineResponse:
        """Activity by month."""
        request = pb.GetTimelineRequest(name=self._name, grain=analysis_pb2.GRAIN_MONTH)
        return _asked(lambda: self._stub.GetTimeline(request, timeout=DEADLINE_SECONDS, wait_for_ready=True))

    def largest_files(self, number: int) -> pb.GetTreeResponse:
        """The files of the newest tree with the most lines, and the tree's totals."""
        request = pb.GetTreeRequest(name=self._name, order=analysis_pb2.TREE_ORDER_LINES_DESC, page_size=number)
        return _asked(lambda: self._stub.GetTree(request, timeout=DEADLINE_SECONDS, wait_for_ready=True))


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except grpc.RpcError as error:
        raise from_call(error, service="analysis") from error
