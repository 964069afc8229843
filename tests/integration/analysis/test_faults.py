"""Workers that die, stop, or are told to end: the run goes on, and finds the same."""

from __future__ import annotations

import signal

import pytest
import redis

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_common.work.asking import LOST_SECONDS
from tests.integration.analysis.calls import create, events_of, get, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_passes import ScriptedFrames
from tests.integration.analysis.scripted_services import ScriptedIngest, until

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub


@pytest.fixture
def undisturbed(processes: Processes, stub: Stub) -> str:
    """The hash of a run that nothing happened to."""
    with processes.running("worker"):
        return str(watched(stub, create(stub)).result_hash)


def begun(stub: Stub, name: str) -> None:
    """Waits until five commits have been read."""
    for message in stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name, cursor="0"), timeout=30):
        if message.event.figures.commits == 5:
            return


def test_a_killed_worker_s_run_is_taken_up_by_another(
    processes: Processes, stub: Stub, ingest: ScriptedIngest, undisturbed: str
) -> None:
    ingest.pause_before = 3
    with processes.running("worker") as worker:
        name = create(stub)
        begun(stub, name)
        worker.send_signal(signal.SIGKILL)
    ingest.go_on.set()
    with processes.running("worker"):
        run = watched(stub, name)
    assert run.state == lifecycle_pb2.STATE_SUCCEEDED
    assert run.result_hash == undisturbed


def test_a_study_makes_way_for_a_run_whose_worker_died(
    processes: Processes, stub: Stub, ingest: ScriptedIngest, frames: ScriptedFrames, sql: Sql
) -> None:
    studying = "SELECT 1 FROM analysis.studies WHERE subject = 'complexity' AND state = 'RUNNING'"
    frames.pause = True
    with processes.running("worker") as worker:
        watched(stub, create(stub, "/studied"))
        until(lambda: sql(studying))
        ingest.pause_before = 1
        name = create(stub, "/another")
        until(lambda: get(stub, name).state == lifecycle_pb2.STATE_RUNNING)
        worker.send_signal(signal.SIGKILL)
    ingest.go_on.set()
    # Both were lost without progress, so that neither may run beside the other, and the study waits for long.
    with processes.running("worker"):
        assert watched(stub, name).state == lifecycle_pb2.STATE_SUCCEEDED
        assert not sql("SELECT 1 FROM analysis.studies WHERE subject = 'complexity' AND end_time IS NOT NULL")
        frames.go_on.set()
        until(lambda: sql("SELECT count(*) FROM analysis.studies WHERE state = 'SUCCEEDED'") == [(4,)])


def test_a_worker_that_wakes_after_its_lease_ran_out_writes_nothing(
    processes: Processes, stub: Stub, ingest: ScriptedIngest, undisturbed: str
) -> None:
    ingest.pause_before = 3
    with processes.running("worker") as asleep:
        name = create(stub)
        begun(stub, name)
        asleep.send_signal(signal.SIGSTOP)
        try:
            until(lambda: get(stub, name).state == lifecycle_pb2.STATE_RETRYING)
            ingest.go_on.set()
            with processes.running("worker"):
                run = watched(stub, name)
        finally:
            asleep.send_signal(signal.SIGCONT)
    assert run.result_hash == undisturbed
    events = events_of(stub, name)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[-1].state == lifecycle_pb2.STATE_SUCCEEDED


def test_a_worker_that_is_told_to_end_hands_its_run_over(
    processes: Processes, stub: Stub, ingest: ScriptedIngest, undisturbed: str
) -> None:
    ingest.pause_before = 3
    with processes.running("worker"):
        name = create(stub)
        begun(stub, name)
    assert get(stub, name).state == lifecycle_pb2.STATE_RETRYING
    ingest.go_on.set()
    with processes.running("worker"):
        assert watched(stub, name).result_hash == undisturbed


def test_a_run_that_kills_every_worker_fails_for_good(
    processes: Processes, stub: Stub, sql: Sql, ingest: ScriptedIngest
) -> None:
    ingest.pause_before = 0
    name = create(stub)
    for _ in range(3):
        with processes.running("worker") as worker:
            until(lambda: get(stub, name).state == lifecycle_pb2.STATE_RUNNING)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        until(lambda: get(stub, name).state != lifecycle_pb2.STATE_RUNNING)
    run = get(stub, name)
    assert run.state == lifecycle_pb2.STATE_FAILED
    assert run.failure.reason == "ATTEMPTS_EXHAUSTED"
    assert events_of(stub, name)[-1].failure == run.failure


def test_a_message_that_was_lost_is_sent_again(processes: Processes, stub: Stub, sql: Sql, redis_url: str) -> None:
    name = create(stub)
    until(lambda: sql("SELECT count(*) FROM analysis.outbox") == [(0,)])
    with redis.Redis.from_url(redis_url) as broker:
        broker.flushall()
    # As if it had waited for that long; a test need not.
    sql("UPDATE analysis.analyses SET create_time = create_time - make_interval(secs => %s)", LOST_SECONDS)
    with processes.running("worker"):
        assert watched(stub, name).state == lifecycle_pb2.STATE_SUCCEEDED


def test_a_cancelled_run_whose_worker_dies_is_cancelled_by_the_next(
    processes: Processes, stub: Stub, ingest: ScriptedIngest
) -> None:
    ingest.pause_before = 3
    with processes.running("worker") as worker:
        name = create(stub)
        begun(stub, name)
        worker.send_signal(signal.SIGSTOP)
        stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name))
        worker.send_signal(signal.SIGKILL)
    with processes.running("worker"):
        assert watched(stub, name).state == lifecycle_pb2.STATE_CANCELLED
    assert ingest.cancelled.is_set()


def test_a_deletion_outlives_the_worker_and_a_service_that_is_away(
    processes: Processes, stub: Stub, sql: Sql, ingest: ScriptedIngest
) -> None:
    with processes.running("worker"):
        repository = watched(stub, create(stub)).repository
    stub.DeleteRepository(pb.DeleteRepositoryRequest(name=repository))
    with processes.running("worker", CODEVOYAGE_INGEST_ADDRESS="127.0.0.1:1"):
        until(lambda: sql("SELECT last_failure->>'reason' FROM analysis.removals") == [("SERVICE_UNAVAILABLE",)])
    assert sql("SELECT count(*) FROM analysis.analyses") == [(1,)]
    with processes.running("worker"):
        until(lambda: sql("SELECT count(*) FROM analysis.analyses") == [(0,)])
    assert ingest.deleted
