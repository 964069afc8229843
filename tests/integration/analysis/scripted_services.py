"""Ingest and insights as analysis meets them, told by the test what to say. Real gRPC, scripted content.

They stand for the other side of a contract when a test needs it to fail at a certain moment; the whole chain is
tested with the real ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from grpc_status import rpc_status

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as compare_pb
from codevoyage.ingest.v1 import (
    compare_service_pb2_grpc,
    frames_service_pb2_grpc,
    hunks_service_pb2_grpc,
    ingest_job_pb2,
    ingest_service_pb2_grpc,
)
from codevoyage.ingest.v1 import ingest_service_pb2 as ingest_pb
from codevoyage.insights.v1 import insight_job_service_pb2 as insights_pb
from codevoyage.insights.v1 import insight_job_service_pb2_grpc
from codevoyage_common.errors import CodeVoyageError
from codevoyage_common.rpc.status import to_status
from tests.integration.analysis.scripted_passes import ScriptedFrames, ScriptedHunks
from tests.unit.analysis import small_history

#: Seconds for which a script waits for the test; a test that forgets to go on fails by this.
WAIT_SECONDS = 30


class ScriptedIngest(ingest_service_pb2_grpc.IngestServiceServicer):
    """Hands on the small history; stops where the test says."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.cancelled = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Lets go of streams that still wait, and begins anew."""
        self.go_on.set()
        self.go_on = threading.Event()
        self.cancelled = threading.Event()
        self.facts = small_history.facts()
        self.job = small_history.job()
        self.running = small_history.job(lifecycle_pb2.STATE_RUNNING)
        #: Facts before which the stream waits for `go_on`; the stream breaks there when `breaks` is above 0.
        self.pause_before: int | None = None
        self.breaks = 0
        self.refuse: CodeVoyageError | None = None
        self.cursors: list[str] = []
        #: `retry` of each request to start.
        self.retries: list[int] = []
        self.deleted: list[str] = []
        #: How often jobs that are to be deleted are said to be still going.
        self.reluctant = 0

    def ResolveSource(
        self, request: ingest_pb.ResolveSourceRequest, context: grpc.ServicerContext
    ) -> ingest_pb.ResolveSourceResponse:
        if self.refuse is not None:
            context.abort_with_status(rpc_status.to_status(to_status(self.refuse)))
        return ingest_pb.ResolveSourceResponse(source=request.source.rstrip("/"))

    def StartIngest(
        self, request: ingest_pb.StartIngestRequest, context: grpc.ServicerContext
    ) -> ingest_pb.StartIngestResponse:
        if request.retry > max(self.retries, default=0):
            self.cancelled.clear()
        self.retries.append(request.retry)
        return ingest_pb.StartIngestResponse(job=self._running())

    def DeleteIngestJobs(
        self, request: ingest_pb.DeleteIngestJobsRequest, context: grpc.ServicerContext
    ) -> ingest_pb.DeleteIngestJobsResponse:
        if self.reluctant:
            self.reluctant -= 1
            return ingest_pb.DeleteIngestJobsResponse(remaining=request.names)
        self.deleted += request.names
        return ingest_pb.DeleteIngestJobsResponse()

    def GetIngestJob(
        self, request: ingest_pb.GetIngestJobRequest, context: grpc.ServicerContext
    ) -> ingest_pb.GetIngestJobResponse:
        return ingest_pb.GetIngestJobResponse(job=self._ended() if self.cancelled.is_set() else self._running())

    def CancelIngest(
        self, request: ingest_pb.CancelIngestRequest, context: grpc.ServicerContext
    ) -> ingest_pb.CancelIngestResponse:
        self.cancelled.set()
        self.go_on.set()
        return ingest_pb.CancelIngestResponse(job=self._ended())

    def StreamHistory(
        self, request: ingest_pb.StreamHistoryRequest, context: grpc.ServicerContext
    ) -> Iterator[ingest_pb.StreamHistoryResponse]:
        self.cursors.append(request.cursor)
        seen = int(request.cursor or 0)
        yield ingest_pb.StreamHistoryResponse(cursor=str(seen), job=self._running())
        for number, facts in enumerate(self.facts):
            if number < seen:
                continue
            if number == self.pause_before:
                if self.breaks > 0:
                    self.breaks -= 1
                    context.abort(grpc.StatusCode.UNAVAILABLE, "restarting")
                self.go_on.wait(WAIT_SECONDS)
                if self.cancelled.is_set():
                    break
            yield ingest_pb.StreamHistoryResponse(cursor=str(number + 1), facts=facts)
        yield ingest_pb.StreamHistoryResponse(cursor=str(len(self.facts)), job=self._ended())

    def _running(self) -> ingest_job_pb2.IngestJob:
        self.running.head.CopyFrom(self.job.head)
        return self.running

    def _ended(self) -> ingest_job_pb2.IngestJob:
        if self.cancelled.is_set():
            return small_history.job(lifecycle_pb2.STATE_CANCELLED)
        return self.job


class ScriptedInsights(insight_job_service_pb2_grpc.InsightJobServiceServicer):
    """Describes at once, or fails."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begins anew."""
        self.state: lifecycle_pb2.State.ValueType = lifecycle_pb2.STATE_SUCCEEDED
        self.asked: list[insights_pb.GenerateInsightsRequest] = []
        self.deleted: list[str] = []
        #: Whether a job waits for `go_on` before it ends.
        self.pause = False
        self.go_on = threading.Event()

    def GenerateInsights(
        self, request: insights_pb.GenerateInsightsRequest, context: grpc.ServicerContext
    ) -> insights_pb.GenerateInsightsResponse:
        self.asked.append(request)
        return insights_pb.GenerateInsightsResponse(job=self._job())

    def WatchInsightJob(
        self, request: insights_pb.WatchInsightJobRequest, context: grpc.ServicerContext
    ) -> Iterator[insights_pb.WatchInsightJobResponse]:
        if self.pause:
            going = self._job()
            going.state = lifecycle_pb2.STATE_RUNNING
            yield insights_pb.WatchInsightJobResponse(job=going)
            self.go_on.wait(WAIT_SECONDS)
        yield insights_pb.WatchInsightJobResponse(job=self._job())

    def CancelInsightJob(
        self, request: insights_pb.CancelInsightJobRequest, context: grpc.ServicerContext
    ) -> insights_pb.CancelInsightJobResponse:
        self.go_on.set()
        return insights_pb.CancelInsightJobResponse(job=self._job())

    def DeleteInsights(
        self, request: insights_pb.DeleteInsightsRequest, context: grpc.ServicerContext
    ) -> insights_pb.DeleteInsightsResponse:
        self.deleted += request.analyses
        return insights_pb.DeleteInsightsResponse()

    def _job(self) -> insights_pb.InsightJob:
        return insights_pb.InsightJob(
            name="insightJobs/bbbbbbbbbbbbbbbb",
            state=self.state,
            progress=lifecycle_pb2.Progress(done=1, total=1, unit="insights"),
        )


class ScriptedComparisons(compare_service_pb2_grpc.CompareServiceServicer):
    """Finds any two references to be the newest commit, with nothing between them."""

    def CompareRefs(
        self, request: compare_pb.CompareRefsRequest, context: grpc.ServicerContext
    ) -> Iterator[compare_pb.CompareRefsResponse]:
        told = compare_pb.RefComparison(name="comparisons/cccccccccccccccc", state=lifecycle_pb2.STATE_SUCCEEDED)
        yield compare_pb.CompareRefsResponse(comparison=told)
        newest = small_history.IDS[-1]
        summary = compare_pb.RefSummary(base_commit=newest, head_commit=newest, merge_base=newest, merge_bases=1)
        yield compare_pb.CompareRefsResponse(summary=summary)


@contextmanager
def serving(
    ingest: ScriptedIngest, insights: ScriptedInsights, frames: ScriptedFrames, hunks: ScriptedHunks
) -> Iterator[str]:
    """All behind one address."""
    server = grpc.server(futures.ThreadPoolExecutor(16))
    ingest_service_pb2_grpc.add_IngestServiceServicer_to_server(ingest, server)
    frames_service_pb2_grpc.add_FramesServiceServicer_to_server(frames, server)
    hunks_service_pb2_grpc.add_HunksServiceServicer_to_server(hunks, server)
    insight_job_service_pb2_grpc.add_InsightJobServiceServicer_to_server(insights, server)
    compare_service_pb2_grpc.add_CompareServiceServicer_to_server(ScriptedComparisons(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        ingest.go_on.set()
        frames.go_on.set()
        hunks.go_on.set()
        server.stop(grace=1).wait()


def until(what: Any, *, seconds: float = WAIT_SECONDS) -> Any:
    """What a call answers, as soon as that is true; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {seconds} s")
        time.sleep(0.05)
    return answer
