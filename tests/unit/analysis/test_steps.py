"""Even steps in time, counted by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.moment import at_position, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.steps import even_steps
from tests.unit.analysis.by_hand import DAY, DAY_0, Commit, history

#: Positions 1 and 2 have the same time; at position 4 a clock went wrong, which the mainline's does not follow.
MADE = history(*(Commit("ann", {"a.py": (1, 0)}, day=day) for day in (0, 4, 4, 8, 6, 10)))


def steps(
    count: int, *, at: int | None = None, start: int | None = None, end: int | None = None
) -> list[tuple[int, int]]:
    """(day, position) of each."""
    moment = newest(MADE) if at is None else at_position(MADE, at)
    found = even_steps(MADE, Selection(moment=moment, start=start, end=end), count)
    return [((step.time - DAY_0) // DAY, step.moment.position) for step in found]


def test_steps_are_even_in_time_with_both_ends() -> None:
    assert steps(6) == [(0, 0), (2, 0), (4, 2), (6, 2), (8, 4), (10, 5)]


def test_a_state_is_never_later_than_the_moment() -> None:
    assert steps(2, at=1) == [(0, 0), (4, 1)]


def test_one_step_is_the_end() -> None:
    assert steps(1) == [(10, 5)]


def test_a_range_bounds_them_and_its_end_is_not_meant() -> None:
    assert steps(3, start=DAY_0 + 2 * DAY, end=DAY_0 + 8 * DAY + 1) == [(2, 0), (5, 2), (8, 4)]
    assert steps(1, end=DAY_0 + 8 * DAY) == [(7, 2)]
    # A range that is longer than the history is cut to it.
    assert steps(2, start=DAY_0 - DAY, end=DAY_0 + 99 * DAY) == [(0, 0), (10, 5)]


def test_there_are_none_outside_of_the_history_and_of_an_empty_one() -> None:
    assert steps(5, start=DAY_0 + 11 * DAY) == []
    assert steps(5, end=DAY_0) == []
    assert steps(5, at=-1) == []
    empty = history()
    assert even_steps(empty, Selection(moment=newest(empty)), 5) == []


@given(st.integers(1, 500), st.integers(0, 5))
def test_they_ascend_and_end_at_the_moment(count: int, at: int) -> None:
    found = steps(count, at=at)
    assert len(found) == count
    assert found == sorted(found)
    assert found[-1][1] == at
    assert count == 1 or found[0] == (0, 0 if at < 6 else at)
