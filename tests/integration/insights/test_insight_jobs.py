"""Jobs of insights, from request to sentences."""

from __future__ import annotations

import signal

import grpc
import pytest
from grpc_status import rpc_status

from codevoyage.common.v1 import lifecycle_pb2 as lifecycle
from codevoyage.insights.v1 import insight_job_service_pb2 as job_pb
from codevoyage.insights.v1 import insight_pb2 as insight_pb
from codevoyage.insights.v1 import insight_service_pb2 as pb
from codevoyage_common.errors import ResourceNotFound, ServiceUnavailable
from codevoyage_insights.families import overview
from tests.integration.insights.conftest import Processes, Stubs
from tests.integration.insights.scripted_analysis import WAIT_SECONDS, ScriptedAnalysis
from tests.unit.insights.answers import EMPTY, FLASK

pytestmark = pytest.mark.integration

ANALYSIS = "analyses/aaaaaaaaaaaaaaaa"
OTHER = "analyses/bbbbbbbbbbbbbbbb"
#: Seconds that a test waits for an answer; none takes more than a few.
DEADLINE = 60


def generate(stubs: Stubs, *, analysis: str = ANALYSIS, request_id: str = "request-1") -> job_pb.InsightJob:
    request = job_pb.GenerateInsightsRequest(analysis=analysis, request_id=request_id)
    return stubs.jobs.GenerateInsights(request, timeout=DEADLINE).job


def watched(stubs: Stubs, name: str) -> list[job_pb.InsightJob]:
    request = job_pb.WatchInsightJobRequest(name=name)
    return [message.job for message in stubs.jobs.WatchInsightJob(request, timeout=DEADLINE)]


def listed(stubs: Stubs, *, parent: str = ANALYSIS) -> list[insight_pb.Insight]:
    return list(stubs.insights.ListInsights(pb.ListInsightsRequest(parent=parent), timeout=DEADLINE).insights)


def test_an_analysis_is_described_from_what_analysis_says(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    assert listed(stubs) == []
    job = generate(stubs)
    assert (job.state, job.analysis) == (lifecycle.STATE_QUEUED, ANALYSIS)
    with processes.running("worker"):
        last = watched(stubs, job.name)[-1]
    assert last.state == lifecycle.STATE_SUCCEEDED
    assert (last.progress.done, last.progress.total, last.progress.unit) == (1, 1, "insights")
    [insight] = listed(stubs)
    assert insight.name == f"{ANALYSIS}/insights/overview"
    assert (insight.family, insight.source) == (insight_pb.FAMILY_OVERVIEW, insight_pb.SOURCE_DETERMINISTIC)
    expected = overview.describe(FLASK)
    assert [claim.text for claim in insight.claims] == [claim.text for claim in expected.claims]
    assert [(each.id, each.call, dict(each.fields)) for each in insight.evidence] == [
        (each.id, each.call, each.fields) for each in expected.evidence
    ]
    assert insight.result_hash == FLASK.analysis.result_hash
    assert insight.HasField("create_time")
    assert listed(stubs, parent=OTHER) == []
    assert analysis.calls == [f"GetAnalysis {ANALYSIS}", f"GetTimeline {ANALYSIS}", f"GetTree {ANALYSIS}"]


def test_an_empty_repository_is_said_to_be_empty(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    analysis.answers = EMPTY
    with processes.running("worker"):
        assert watched(stubs, generate(stubs).name)[-1].state == lifecycle.STATE_SUCCEEDED
    [insight] = listed(stubs)
    assert "empty" in insight.claims[0].text
    assert analysis.calls == [f"GetAnalysis {ANALYSIS}"]


def test_a_request_id_stands_for_one_job(stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis) -> None:
    first = generate(stubs)
    assert generate(stubs).name == first.name
    with pytest.raises(grpc.RpcError) as refused:
        generate(stubs, analysis=OTHER)
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS
    with processes.running("worker"):
        watched(stubs, first.name)
        again = generate(stubs)
        assert (again.name, again.state) == (first.name, lifecycle.STATE_SUCCEEDED)
        second = generate(stubs, request_id="request-2")
        assert second.name != first.name
        watched(stubs, second.name)
    assert len(listed(stubs)) == 1
    assert analysis.calls.count(f"GetAnalysis {ANALYSIS}") == 2


def test_a_job_waits_for_an_analysis_service_that_is_away(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    analysis.refuse, analysis.refusals = ServiceUnavailable("analysis"), 1
    job = generate(stubs)
    with processes.running("worker"):
        states = [change.state for change in watched(stubs, job.name)]
    assert lifecycle.STATE_RETRYING in states
    assert states[-1] == lifecycle.STATE_SUCCEEDED
    assert len(listed(stubs)) == 1


def test_a_job_of_an_analysis_that_is_gone_fails_and_says_so(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    analysis.refuse = ResourceNotFound(ANALYSIS)
    job = generate(stubs)
    with processes.running("worker"):
        last = watched(stubs, job.name)[-1]
    assert last.state == lifecycle.STATE_FAILED
    assert (last.failure.reason, last.failure.retryable) == ("RESOURCE_NOT_FOUND", False)
    assert last.failure.stage == lifecycle.STAGE_DESCRIBING
    assert ANALYSIS in last.failure.message
    assert listed(stubs) == []


def test_a_job_that_nobody_works_on_is_cancelled_at_once(stubs: Stubs, processes: Processes) -> None:
    job = generate(stubs)
    cancelled = stubs.jobs.CancelInsightJob(job_pb.CancelInsightJobRequest(name=job.name), timeout=DEADLINE).job
    assert cancelled.state == lifecycle.STATE_CANCELLED
    with processes.running("worker"):
        other = generate(stubs, analysis=OTHER, request_id="request-2")
        watched(stubs, other.name)
    assert listed(stubs) == []


def test_a_job_that_is_cancelled_while_it_asks_writes_nothing(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    analysis.go_on.clear()
    job = generate(stubs)
    with processes.running("worker"):
        assert analysis.asked.wait(WAIT_SECONDS)
        stubs.jobs.CancelInsightJob(job_pb.CancelInsightJobRequest(name=job.name), timeout=DEADLINE)
        analysis.go_on.set()
        assert watched(stubs, job.name)[-1].state == lifecycle.STATE_CANCELLED
    assert listed(stubs) == []


def test_a_killed_worker_s_job_is_taken_up_by_another(
    stubs: Stubs, processes: Processes, analysis: ScriptedAnalysis
) -> None:
    analysis.go_on.clear()
    job = generate(stubs)
    with processes.running("worker") as doomed:
        assert analysis.asked.wait(WAIT_SECONDS)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait(WAIT_SECONDS)
    analysis.go_on.set()
    with processes.running("worker"):
        assert watched(stubs, job.name)[-1].state == lifecycle.STATE_SUCCEEDED
    assert len(listed(stubs)) == 1


@pytest.mark.parametrize("parent", ["", "analyses/x", "insightJobs/aaaaaaaaaaaaaaaa"])
def test_a_name_out_of_its_bounds_is_refused(stubs: Stubs, parent: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        listed(stubs, parent=parent)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert rpc_status.from_call(refused.value).details


def test_a_job_that_is_not_there_is_not_found(stubs: Stubs) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        watched(stubs, "insightJobs/aaaaaaaaaaaaaaaa")
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
