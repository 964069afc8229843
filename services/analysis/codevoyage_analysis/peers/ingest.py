"""Ingest, as a run asks it: read this repository, hand me the facts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

import grpc

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1 import ingest_service_pb2_grpc as pb_grpc
from codevoyage_analysis.peers.read_ahead import ReadAhead
from codevoyage_common.rpc.lifecycle_messages import state_of
from codevoyage_common.rpc.status import from_call

#: Seconds for a short call, a restart of the other server included.
DEADLINE_SECONDS: Final = 10.0
#: Seconds for facts to be removed: some ten million rows.
DELETE_SECONDS: Final = 300.0
#: Seconds before a stream that broke is opened again.
RECONNECT_SECONDS: Final = 0.5
#: Streams that ended because of where they ran, not because of what was asked.
_BROKEN: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN})


class Ingest:
    """Calls of one run, from its worker's thread."""

    def __init__(self, channel: grpc.Channel, *, patience_seconds: float) -> None:
        self._stub = pb_grpc.IngestServiceStub(channel)
        self._patience_seconds = patience_seconds

    def start(self, *, source: str, max_commits: int, request_id: str, retry: int) -> ingest_job_pb2.IngestJob:
        """The job for a request id: made, found, or taken up again. Raises what ingest says, or ServiceUnavailable."""
        request = pb.StartIngestRequest(source=source, max_commits=max_commits, request_id=request_id, retry=retry)
        try:
            return self._stub.StartIngest(request, timeout=DEADLINE_SECONDS, wait_for_ready=True).job
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error

    def job(self, name: str) -> ingest_job_pb2.IngestJob:
        """The job as it is now. Raises as `start`."""
        try:
            return self._stub.GetIngestJob(pb.GetIngestJobRequest(name=name), timeout=DEADLINE_SECONDS).job
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error

    def cancel(self, name: str) -> ingest_job_pb2.IngestJob:
        """The job, asked to stop; again and again if need be. Raises as `start`."""
        try:
            return self._stub.CancelIngest(pb.CancelIngestRequest(name=name), timeout=DEADLINE_SECONDS).job
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error

    def delete(self, names: Sequence[str]) -> list[str]:
        """Removes jobs with their facts. Returns those that have not ended yet. Raises as `start`."""
        try:
            request = pb.DeleteIngestJobsRequest(names=names)
            return list(self._stub.DeleteIngestJobs(request, timeout=DELETE_SECONDS).remaining)
        except grpc.RpcError as error:
            raise from_call(error, service="ingest") from error

    def history(self, name: str) -> ReadAhead[pb.StreamHistoryResponse]:
        """The job and its facts, from the first one, until it has ended.

        A stream that breaks goes on from its cursor, as long as ingest comes back within this side's patience.
        """
        return ReadAhead(self._history(name), service="ingest", patience_seconds=self._patience_seconds)

    def _history(self, name: str) -> Iterator[pb.StreamHistoryResponse]:
        cursor = ""
        while True:
            try:
                request = pb.StreamHistoryRequest(name=name, follow=True, cursor=cursor)
                for message in self._stub.StreamHistory(request):
                    cursor = message.cursor
                    yield message
                return
            except grpc.RpcError as error:
                if not isinstance(error, grpc.Call) or error.code() not in _BROKEN:
                    raise from_call(error, service="ingest") from error
            except ValueError:
                return  # the channel was closed: the run is over
            time.sleep(RECONNECT_SECONDS)


def has_ended(job: ingest_job_pb2.IngestJob) -> bool:
    """Whether no more facts will come."""
    return job.state != lifecycle_pb2.STATE_UNSPECIFIED and state_of(job.state).final
