"""Before results are whole nobody hands them out: every RPC that reads them says that they are not ready."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage_common.lifecycle import State
from tests.integration.analysis.calls import create, get, watched
from tests.integration.analysis.conftest import Processes
from tests.integration.analysis.every_read import Outcome, every_read
from tests.integration.analysis.scripted_services import ScriptedIngest, until

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
READS = every_read()
#: They show what has been read so far, once there is anything.
WHILE_READING = {"AnalysisService/GetTimeline", "AnalysisService/GetTree"}


@pytest.fixture
def channel(processes: Processes, stub: object) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(processes.address) as channel:
        yield channel


def outcomes(channel: grpc.Channel, name: str) -> dict[str, Outcome]:
    """What each RPC answers about an analysis."""
    return {read.key: read.outcome(channel, read.request(name)) for read in READS}


def not_ready(state: State) -> dict[str, Outcome]:
    """What each RPC has to answer about an analysis in that state."""
    return {read.key: Outcome(reason="RESULT_NOT_READY", metadata={"state": state}) for read in READS}


# The module's worker has not been asked for yet: whoever needs one begins its own.
def test_nothing_is_ready_while_a_run_waits(stub: Stub, channel: grpc.Channel) -> None:
    assert outcomes(channel, create(stub)) == not_ready(State.QUEUED)


def test_nothing_is_ready_before_the_first_commit_is_read(
    stub: Stub, channel: grpc.Channel, processes: Processes, ingest: ScriptedIngest
) -> None:
    ingest.pause_before = 0
    with processes.running("worker"):
        name = create(stub)
        until(lambda: get(stub, name).state == lifecycle_pb2.STATE_RUNNING)
        found = outcomes(channel, name)
        ingest.go_on.set()
        watched(stub, name)
    assert found == not_ready(State.RUNNING)


def test_nothing_but_what_grows_is_ready_while_a_run_reads(
    stub: Stub, channel: grpc.Channel, processes: Processes, ingest: ScriptedIngest
) -> None:
    ingest.pause_before = len(ingest.facts) - 1
    with processes.running("worker"):
        name = create(stub)
        until(lambda: ingest.cursors)
        found = outcomes(channel, name)
        ingest.go_on.set()
        watched(stub, name)
    # Whether they have something already is a matter of moments.
    shown = {key: found[key] for key in WHILE_READING if found[key] == Outcome()}
    assert found == not_ready(State.RUNNING) | shown


def test_nothing_is_ready_of_a_run_that_failed(
    stub: Stub, channel: grpc.Channel, processes: Processes, ingest: ScriptedIngest
) -> None:
    ingest.facts = []
    ingest.job.state = lifecycle_pb2.STATE_FAILED
    ingest.job.failure.reason, ingest.job.failure.message = "REPOSITORY_UNREACHABLE", "The host does not answer."
    with processes.running("worker"):
        name = create(stub)
        assert watched(stub, name).state == lifecycle_pb2.STATE_FAILED
    assert outcomes(channel, name) == not_ready(State.FAILED)


def test_nothing_is_ready_of_a_run_that_was_cancelled(stub: Stub, channel: grpc.Channel) -> None:
    name = create(stub)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name))
    until(lambda: get(stub, name).state == lifecycle_pb2.STATE_CANCELLED)
    assert outcomes(channel, name) == not_ready(State.CANCELLED)


def test_an_empty_repository_is_no_defect_of_anything(
    stub: Stub, channel: grpc.Channel, processes: Processes, ingest: ScriptedIngest
) -> None:
    ingest.facts = []
    ingest.job.head.CopyFrom(ingest_job_pb2.Head(branch="main", object_format="sha1"))
    with processes.running("worker"):
        name = create(stub)
        assert watched(stub, name).empty
        found = outcomes(channel, name)
    # What is asked for by its path, position or number is not there; comparing takes a host.
    allowed = {"", "RESOURCE_NOT_FOUND", "INVALID_FIELD", "RESULT_NOT_READY"}
    assert {key: answer for key, answer in found.items() if answer.reason not in allowed} == {}
