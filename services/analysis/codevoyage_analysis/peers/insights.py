"""Insights, as a run asks it: describe these results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import grpc

from codevoyage.insights.v1 import insight_job_service_pb2 as pb
from codevoyage.insights.v1 import insight_job_service_pb2_grpc as pb_grpc
from codevoyage_analysis.peers.read_ahead import ReadAhead
from codevoyage_common.rpc.status import from_call

#: Seconds for a short call, a restart included. A run does not wait longer for a service that is away: it ends without.
DEADLINE_SECONDS: Final = 3.0
#: Seconds of silence after which insights counts as away; it speaks at least every 10 s.
PATIENCE_SECONDS: Final = 30.0


class Insights:
    """Calls of one run, from its worker's thread."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._stub = pb_grpc.InsightJobServiceStub(channel)

    def start(self, *, analysis: str, request_id: str, retry: int) -> pb.InsightJob:
        """The job for a request id: made, found, taken up again. Raises what insights says, or ServiceUnavailable."""
        request = pb.GenerateInsightsRequest(analysis=analysis, request_id=request_id, retry=retry)
        try:
            return self._stub.GenerateInsights(request, timeout=DEADLINE_SECONDS, wait_for_ready=True).job
        except grpc.RpcError as error:
            raise from_call(error, service="insights") from error

    def watch(self, name: str, *, seconds: float) -> ReadAhead[pb.InsightJob]:
        """The job now, then at each change, until it has ended; an error when that takes longer."""
        return ReadAhead(self._watch(name, seconds=seconds), service="insights", patience_seconds=PATIENCE_SECONDS)

    def _watch(self, name: str, *, seconds: float) -> Iterator[pb.InsightJob]:
        try:
            for message in self._stub.WatchInsightJob(pb.WatchInsightJobRequest(name=name), timeout=seconds):
                yield message.job
        except grpc.RpcError as error:
            raise from_call(error, service="insights") from error

    def delete(self, analyses: Sequence[str]) -> list[str]:
        """Removes what was written of analyses. Returns those that are being described still. Raises as `start`."""
        try:
            request = pb.DeleteInsightsRequest(analyses=analyses)
            return list(self._stub.DeleteInsights(request, timeout=DEADLINE_SECONDS).remaining)
        except grpc.RpcError as error:
            raise from_call(error, service="insights") from error

    def cancel(self, name: str) -> pb.InsightJob:
        """The job, asked to stop; again and again if need be. Raises as `start`."""
        try:
            return self._stub.CancelInsightJob(pb.CancelInsightJobRequest(name=name), timeout=DEADLINE_SECONDS).job
        except grpc.RpcError as error:
            raise from_call(error, service="insights") from error
