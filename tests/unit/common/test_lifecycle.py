"""The one table of transitions."""

from __future__ import annotations

from codevoyage.common.v1 import lifecycle_pb2 as pb
from codevoyage_common.lifecycle import FINAL, TRANSITIONS, Outcome, Stage, State, sources
from codevoyage_common.storage.state_guard import ALLOWED_0002


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(State)


def test_every_state_can_be_reached_from_queued_and_can_end() -> None:
    def reachable(start: State) -> set[State]:
        seen, todo = {start}, [start]
        while todo:
            for following in TRANSITIONS[todo.pop()] - seen:
                seen.add(following)
                todo.append(following)
        return seen

    assert reachable(State.QUEUED) == set(State)
    for state in State:
        assert reachable(state) & FINAL


def test_success_is_for_ever_and_what_failed_or_was_cancelled_can_only_be_retried() -> None:
    assert TRANSITIONS[State.SUCCEEDED] == frozenset()
    assert TRANSITIONS[State.FAILED] == TRANSITIONS[State.CANCELLED] == {State.RETRYING}


def test_a_cancelled_run_never_succeeds() -> None:
    assert State.CANCELLING not in sources(State.SUCCEEDED)
    assert sources(State.SUCCEEDED) == {State.RUNNING}


def test_the_guard_in_the_database_allows_the_same() -> None:
    assert {State(source): {State(each) for each in targets} for source, targets in ALLOWED_0002.items()} == {
        source: set(targets) for source, targets in TRANSITIONS.items()
    }


def test_the_contract_has_the_same_states_and_stages() -> None:
    assert {name.removeprefix("STATE_") for name in pb.State.keys()} - {"UNSPECIFIED"} == set(State)
    assert {name.removeprefix("STAGE_") for name in pb.Stage.keys()} - {"UNSPECIFIED"} == set(Stage)
    outcomes = {name.removeprefix("ATTEMPT_OUTCOME_") for name in pb.AttemptOutcome.keys()}
    assert outcomes - {"UNSPECIFIED"} == set(Outcome)
