"""Workers that die, stop, or are told to end while they follow lines, and hunks that fit nothing."""

from __future__ import annotations

import signal

import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_passes import ScriptedHunks
from tests.integration.analysis.scripted_services import until

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub


class Following:
    """The studies of lines, as their tables have them."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def state(self, name: str) -> object:
        """Of an analysis' study; None: it has none yet."""
        statement = "SELECT state FROM analysis.studies WHERE subject = 'survival' AND analysis_id = %s"
        return next((state for (state,) in self._sql(statement, name.partition("/")[2])), None)

    def outcomes(self, name: str) -> list[object]:
        """Of its attempts, first to last."""
        statement = """SELECT outcome FROM analysis.study_attempts JOIN analysis.studies ON id = job_id
            WHERE subject = 'survival' AND analysis_id = %s ORDER BY study_attempts.attempt"""
        return [outcome for (outcome,) in self._sql(statement, name.partition("/")[2])]

    def columns(self, name: str) -> dict[object, list[object]]:
        """Parts by table, of what readers get and of what the next analysis goes on from."""
        statement = """SELECT set_name, table_name, content FROM analysis.column_parts
            WHERE set_name IN ('survival', 'aside:survival') AND analysis_id = %s ORDER BY 1, 2, number"""
        found: dict[object, list[object]] = {}
        for set_name, table_name, content in self._sql(statement, name.partition("/")[2]):
            found.setdefault((set_name, table_name), []).append(content)
        return found


@pytest.fixture
def following(sql: Sql) -> Following:
    return Following(sql)


@pytest.fixture
def undisturbed(processes: Processes, stub: Stub, following: Following) -> dict[object, list[object]]:
    """The columns of a study that nothing happened to, in a repository of its own."""
    with processes.running("worker"):
        name = create(stub, "/undisturbed")
        until(lambda: following.state(name) == "SUCCEEDED")
    return following.columns(name)


def halfway(stub: Stub, hunks: ScriptedHunks) -> str:
    """An analysis whose study has been told one of the two chunks."""
    hunks.pause_between, told = True, hunks.told
    name = create(stub, "/disturbed")
    assert watched(stub, name).state == lifecycle_pb2.STATE_SUCCEEDED
    until(lambda: hunks.told == told + 1)
    return name


def test_lines_that_a_killed_worker_followed_are_followed_by_another(
    processes: Processes,
    stub: Stub,
    hunks: ScriptedHunks,
    following: Following,
    undisturbed: dict[object, list[object]],
) -> None:
    with processes.running("worker") as worker:
        name = halfway(stub, hunks)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert following.columns(name) == {}
    hunks.go_on.set()
    with processes.running("worker"):
        until(lambda: following.state(name) == "SUCCEEDED")
    assert following.outcomes(name) == ["LOST", "SUCCEEDED"]
    assert following.columns(name) == undisturbed


def test_a_worker_that_is_told_to_end_hands_its_study_over(
    processes: Processes,
    stub: Stub,
    hunks: ScriptedHunks,
    following: Following,
    undisturbed: dict[object, list[object]],
) -> None:
    with processes.running("worker"):
        name = halfway(stub, hunks)
    assert (following.state(name), following.columns(name)) == ("RETRYING", {})
    hunks.go_on.set()
    with processes.running("worker"):
        until(lambda: following.state(name) == "SUCCEEDED")
    assert following.outcomes(name) == ["HANDED_OVER", "SUCCEEDED"]
    assert following.columns(name) == undisturbed


def test_a_worker_that_wakes_after_its_lease_ran_out_puts_nothing_in(
    processes: Processes,
    stub: Stub,
    hunks: ScriptedHunks,
    following: Following,
    undisturbed: dict[object, list[object]],
) -> None:
    with processes.running("worker") as asleep:
        name = halfway(stub, hunks)
        asleep.send_signal(signal.SIGSTOP)
        try:
            until(lambda: following.state(name) == "RETRYING")
            hunks.go_on.set()
            with processes.running("worker"):
                until(lambda: following.state(name) == "SUCCEEDED")
        finally:
            asleep.send_signal(signal.SIGCONT)
    # It has been awake, and has ended.
    assert following.outcomes(name) == ["LOST", "SUCCEEDED"]
    assert following.columns(name) == undisturbed


def test_hunks_that_fit_at_the_next_attempt_leave_nothing_behind(
    processes: Processes,
    stub: Stub,
    hunks: ScriptedHunks,
    following: Following,
    undisturbed: dict[object, list[object]],
) -> None:
    hunks.misfit = True
    with processes.running("worker"):
        name = create(stub, "/disturbed")
        until(lambda: following.state(name) == "RETRYING")
        hunks.misfit = False
        until(lambda: following.state(name) == "SUCCEEDED")
    assert following.outcomes(name)[0] == "ERROR"
    assert following.columns(name) == undisturbed


def test_hunks_that_never_fit_end_the_study_and_leave_the_analysis_as_it_is(
    processes: Processes, stub: Stub, hunks: ScriptedHunks, following: Following, sql: Sql
) -> None:
    hunks.misfit = True
    with processes.running("worker"):
        name = create(stub, "/disturbed")
        assert watched(stub, name).state == lifecycle_pb2.STATE_SUCCEEDED
        until(lambda: following.state(name) == "FAILED")
    assert following.outcomes(name) == ["ERROR", "ERROR", "FAILED"]
    assert following.columns(name) == {}
    [(reason, message)] = sql(
        "SELECT failure ->> 'reason', failure ->> 'message' FROM analysis.studies WHERE subject = 'survival'"
    )
    assert reason == "INTERNAL"
    assert "Hunks do not fit the history" in str(message)
