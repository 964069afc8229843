"""Runs that are taken up again: at the stage that did not end, with every attempt on record."""

from __future__ import annotations

import subprocess

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, events_of, get, info_of, watched
from tests.integration.analysis.scripted_services import ScriptedIngest, ScriptedInsights, until
from tests.unit.analysis import small_history

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


@pytest.fixture
def undisturbed(stub: Stub, worker: Worker) -> str:
    """The hash of a run that nothing happened to."""
    return watched(stub, create(stub)).result_hash


def retry(stub: Stub, name: str) -> pb.RetryAnalysisResponse:
    return stub.RetryAnalysis(pb.RetryAnalysisRequest(name=name))


def outcomes(stub: Stub, name: str) -> list[tuple[str, int, str]]:
    """(service, number, outcome) of each attempt."""
    attempts = stub.ListAttempts(pb.ListAttemptsRequest(name=name)).attempts
    return [
        (each.service, each.number, lifecycle_pb2.AttemptOutcome.Name(each.outcome).removeprefix("ATTEMPT_OUTCOME_"))
        for each in attempts
    ]


def fail(ingest: ScriptedIngest) -> None:
    ingest.job.state = lifecycle_pb2.STATE_FAILED
    ingest.job.failure.CopyFrom(
        lifecycle_pb2.Failure(stage=lifecycle_pb2.STAGE_READING, reason="DISK_FULL", message="Full.", attempt=1)
    )


def test_a_failed_run_is_taken_up_again_and_finds_the_same(
    stub: Stub, ingest: ScriptedIngest, undisturbed: str
) -> None:
    fail(ingest)
    run = watched(stub, create(stub))
    assert run.state == lifecycle_pb2.STATE_FAILED
    assert len(run.failure.correlation_id) == 32
    assert run.failure.checkpoint >= 0
    ingest.job = small_history.job()
    before = run.start_time.ToNanoseconds()
    assert retry(stub, run.name).analysis.state == lifecycle_pb2.STATE_RETRYING
    again = watched(stub, run.name)
    assert (again.state, again.result_hash) == (lifecycle_pb2.STATE_SUCCEEDED, undisturbed)
    assert again.retries == 1
    assert not again.HasField("failure")
    assert not again.HasField("retry")
    assert again.start_time.ToNanoseconds() == before
    assert outcomes(stub, run.name) == [("analysis", 1, "FAILED"), ("analysis", 2, "SUCCEEDED")]
    assert ingest.retries[-1] == 1
    events = events_of(stub, run.name)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))


def test_a_cancelled_run_goes_on(stub: Stub, ingest: ScriptedIngest, undisturbed: str) -> None:
    ingest.pause_before = 3
    name = create(stub)
    until(lambda: get(stub, name).result_revision > 0)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name))
    assert watched(stub, name).state == lifecycle_pb2.STATE_CANCELLED
    ingest.pause_before = None
    retry(stub, name)
    again = watched(stub, name)
    assert (again.state, again.result_hash) == (lifecycle_pb2.STATE_SUCCEEDED, undisturbed)
    assert outcomes(stub, name) == [("analysis", 1, "CANCELLED"), ("analysis", 2, "SUCCEEDED")]


def test_whole_results_are_not_computed_again(
    stub: Stub, ingest: ScriptedIngest, insights: ScriptedInsights, undisturbed: str
) -> None:
    insights.pause = True
    name = create(stub)
    until(lambda: get(stub, name).stage == lifecycle_pb2.STAGE_DESCRIBING)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name))
    cancelled = watched(stub, name)
    assert (cancelled.state, cancelled.result_hash) == (lifecycle_pb2.STATE_CANCELLED, undisturbed)
    read = len(ingest.cursors)
    insights.pause = False
    retry(stub, name)
    again = watched(stub, name)
    assert (again.state, again.result_hash) == (lifecycle_pb2.STATE_SUCCEEDED, undisturbed)
    assert len(ingest.cursors) == read
    assert [request.retry for request in insights.asked if request.analysis == name] == [0, 1]


def test_what_goes_on_by_itself_is_left_alone(stub: Stub) -> None:
    name = create(stub)
    answer = retry(stub, name).analysis
    assert (answer.state, answer.retries, answer.submissions) == (lifecycle_pb2.STATE_QUEUED, 0, 2)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name))


def test_what_has_succeeded_cannot_be_retried(stub: Stub, worker: Worker) -> None:
    run = watched(stub, create(stub))
    with pytest.raises(grpc.RpcError) as error:
        retry(stub, run.name)
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert info_of(error.value).reason == "TRANSITION_NOT_ALLOWED"


def test_how_a_job_of_ingest_fares_is_seen_on_the_run(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    error = lifecycle_pb2.Failure(stage=lifecycle_pb2.STAGE_FETCHING, reason="REPOSITORY_UNREACHABLE", message="Away.")
    ingest.pause_before = 2
    ingest.running.retry.CopyFrom(lifecycle_pb2.Retry(failure=error, fruitless=1, fruitless_limit=3))
    ingest.running.attempts.add(service="ingest", number=1, outcome=lifecycle_pb2.ATTEMPT_OUTCOME_ERROR, failure=error)
    name = create(stub)
    run = until(lambda: get(stub, name) if get(stub, name).HasField("retry") else None)
    assert (run.state, run.retry.failure.reason) == (lifecycle_pb2.STATE_RUNNING, "REPOSITORY_UNREACHABLE")
    assert (run.retry.fruitless, run.retry.fruitless_limit) == (1, 3)
    assert ("ingest", 1, "ERROR") in outcomes(stub, name)
    ingest.go_on.set()
    assert not watched(stub, name).HasField("retry")
    assert any(event.retry.failure.reason == "REPOSITORY_UNREACHABLE" for event in events_of(stub, name))
