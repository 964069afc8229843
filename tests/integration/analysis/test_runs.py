"""A run from its request to its end, and what a client sees of it."""

from __future__ import annotations

import subprocess

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_job_pb2
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.scripted_services import ScriptedIngest, ScriptedInsights
from tests.unit.analysis import small_history

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


def test_a_run_succeeds_with_the_figures_counted_by_hand(stub: Stub, worker: Worker) -> None:
    run = watched(stub, create(stub, "/somewhere/"))
    assert run.state == lifecycle_pb2.STATE_SUCCEEDED
    assert run.source == "/somewhere"
    figures = run.figures
    assert (figures.head, figures.branch) == (small_history.IDS[4].hex(), "main")
    assert (figures.commits, figures.changes, figures.insertions, figures.deletions) == (5, 5, 10, 1)
    assert (figures.files, figures.bytes, figures.lines, figures.people) == (3, 1_085, 8, 3)
    assert len(run.result_hash) == 64
    assert [stage.stage for stage in run.stages] == [
        lifecycle_pb2.STAGE_READING,
        lifecycle_pb2.STAGE_COMPUTING,
        lifecycle_pb2.STAGE_DESCRIBING,
    ]
    assert all(stage.HasField("end_time") for stage in run.stages)
    assert run.ingest_elapsed.ToMilliseconds() == 2_500
    assert run.HasField("end_time")
    assert not run.HasField("failure")


def test_two_runs_of_one_repository_find_the_same(stub: Stub, worker: Worker) -> None:
    first, second = watched(stub, create(stub)), watched(stub, create(stub))
    assert first.name != second.name
    assert first.repository == second.repository
    assert first.result_hash == second.result_hash


def test_an_empty_repository_succeeds_with_nothing_in_it(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.facts = []
    ingest.job.head.CopyFrom(ingest_job_pb2.Head(branch="main", object_format="sha1"))
    run = watched(stub, create(stub))
    assert run.state == lifecycle_pb2.STATE_SUCCEEDED
    assert run.empty
    assert (run.figures.commits, run.figures.files, run.figures.head) == (0, 0, "")
    timeline = stub.GetTimeline(pb.GetTimelineRequest(name=run.name))
    assert (len(timeline.buckets), timeline.complete) == (0, True)
    tree = stub.GetTree(pb.GetTreeRequest(name=run.name))
    assert (len(tree.files), tree.commit, tree.total_files) == (0, "", 0)


def test_a_failure_of_ingest_is_handed_on(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.job.state = lifecycle_pb2.STATE_FAILED
    ingest.job.failure.CopyFrom(
        lifecycle_pb2.Failure(
            stage=lifecycle_pb2.STAGE_READING,
            reason="REPOSITORY_UNREACHABLE",
            message="The host does not answer.",
            retryable=True,
            attempt=3,
            metadata={"source": "https://example.org/x"},
        )
    )
    run = watched(stub, create(stub))
    assert run.state == lifecycle_pb2.STATE_FAILED
    assert (run.failure.reason, run.failure.message) == ("REPOSITORY_UNREACHABLE", "The host does not answer.")
    assert (run.failure.stage, run.failure.retryable) == (lifecycle_pb2.STAGE_READING, True)
    assert dict(run.failure.metadata) == {"source": "https://example.org/x"}
    assert run.result_hash == ""


def test_insights_that_fail_take_nothing_back(stub: Stub, worker: Worker, insights: ScriptedInsights) -> None:
    insights.state = lifecycle_pb2.STATE_FAILED
    run = watched(stub, create(stub))
    assert run.state == lifecycle_pb2.STATE_SUCCEEDED
    assert [request.analysis for request in insights.asked] == [run.name]


def test_a_running_run_is_cancelled_with_its_ingest(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 4
    name = create(stub)
    for message in stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name, cursor="0"), timeout=30):
        if message.event.result_revision > 0:
            break
    assert stub.GetTimeline(pb.GetTimelineRequest(name=name)).buckets
    run = stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name)).analysis
    assert run.state == lifecycle_pb2.STATE_CANCELLING
    assert watched(stub, name).state == lifecycle_pb2.STATE_CANCELLED
    assert ingest.cancelled.is_set()
    with pytest.raises(grpc.RpcError) as error:
        stub.GetTimeline(pb.GetTimelineRequest(name=name))
    assert info_of(error.value).metadata["state"] == "CANCELLED"


def test_what_has_succeeded_cannot_be_cancelled(stub: Stub, worker: Worker) -> None:
    run = watched(stub, create(stub))
    with pytest.raises(grpc.RpcError) as error:
        stub.CancelAnalysis(pb.CancelAnalysisRequest(name=run.name))
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert info_of(error.value).metadata["state"] == "SUCCEEDED"


def test_a_stream_that_breaks_goes_on_from_its_cursor(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before, ingest.breaks = 3, 2
    ingest.go_on.set()
    assert watched(stub, create(stub)).state == lifecycle_pb2.STATE_SUCCEEDED
    assert ingest.cursors == ["", "3", "3"]


def test_timelines_grow_while_a_run_goes_on(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 2
    name = create(stub)
    for message in stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name, cursor="0"), timeout=30):
        if message.event.figures.commits == 5:
            revision = message.event.result_revision
            break
    part = stub.GetTimeline(pb.GetTimelineRequest(name=name, grain=analysis_pb2.GRAIN_DAY, min_revision=revision))
    assert not part.complete
    assert [bucket.start for bucket in part.buckets] == ["2024-01-31", "2024-02-01", "2024-02-02", "2024-02-05"]
    with pytest.raises(grpc.RpcError) as error:
        stub.GetTimeline(pb.GetTimelineRequest(name=name, min_revision=revision + 100))
    assert info_of(error.value).reason == "RESULT_NOT_READY"
    with pytest.raises(grpc.RpcError) as error:
        stub.GetTree(pb.GetTreeRequest(name=name))
    assert info_of(error.value).reason == "RESULT_NOT_READY"
    ingest.go_on.set()
    run = watched(stub, name)
    whole = stub.GetTimeline(pb.GetTimelineRequest(name=name, min_revision=run.result_revision))
    assert whole.complete
    assert whole.undated_commits == 1
    assert [(bucket.start, bucket.commits, bucket.people) for bucket in whole.buckets] == [
        ("2024-01-01", 1, 1),
        ("2024-02-01", 3, 2),
    ]
