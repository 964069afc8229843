"""Measures hold for any history, not only for the one that was counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import Grain
from codevoyage_analysis.metrics.mainline import brought_in
from codevoyage_analysis.metrics.timeline import FIRST_SECOND, LAST_SECOND, timeline
from codevoyage_analysis.metrics.tree import STANDS, standing, totals

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: time or None, insertions, deletions, person
COMMITS = st.lists(
    st.tuples(
        st.none() | st.integers(FIRST_SECOND - 10, LAST_SECOND + 10) | st.integers(0, 10_000_000),
        st.integers(0, 1_000),
        st.integers(0, 1_000),
        st.integers(0, 5),
    ),
    max_size=60,
)


def start_of(grain: Grain, second: int) -> datetime:
    """What Python's own calendar says."""
    day = (EPOCH + timedelta(seconds=second)).replace(hour=0, minute=0, second=0)
    match grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)


@given(COMMITS, st.sampled_from(Grain))
def test_a_timeline_is_what_a_calendar_makes_of_it(
    commits: list[tuple[int | None, int, int, int]], grain: Grain
) -> None:
    drawn = timeline(
        grain,
        times=np.array([time or 0 for time, *_ in commits], np.int64),
        known=np.array([time is not None for time, *_ in commits], np.bool_),
        insertions=np.array([inserted for _, inserted, _, _ in commits], np.int64),
        deletions=np.array([deleted for _, _, deleted, _ in commits], np.int64),
        persons=np.array([person for *_, person in commits], np.int64),
    )
    expected: dict[datetime, list[tuple[int, int, int]]] = {}
    for time, inserted, deleted, person in commits:
        if time is not None and FIRST_SECOND <= time <= LAST_SECOND:
            expected.setdefault(start_of(grain, time), []).append((inserted, deleted, person))
    dated = sum(map(len, expected.values()))
    rows = list(zip(drawn.starts, drawn.commits, drawn.insertions, drawn.deletions, drawn.people, strict=True))
    assert rows == [
        (
            (start - EPOCH).days,
            len(of_bucket),
            sum(inserted for inserted, _, _ in of_bucket),
            sum(deleted for _, deleted, _ in of_bucket),
            len({person for *_, person in of_bucket}),
        )
        for start, of_bucket in sorted(expected.items())
    ]
    assert drawn.commits.sum() + drawn.undated == len(commits)
    assert drawn.undated == len(commits) - dated


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20) | st.none()), max_size=40), st.integers(0, 45))
def test_the_tree_at_a_position_is_what_was_born_and_has_not_died(
    versions: list[tuple[int, int | None]], at: int
) -> None:
    born = np.array([begin for begin, _ in versions], np.int64)
    died = np.array([STANDS if length is None else begin + length for begin, length in versions], np.int64)
    chosen = standing(born, died, at=at)
    assert chosen.tolist() == [
        at in range(begin, 10**9 if length is None else begin + length) for begin, length in versions
    ]


def test_totals_leave_out_what_has_no_bytes_or_no_lines() -> None:
    of_tree = totals(np.array([10, -1, 5, 0]), np.array([2, -1, -1, 0]))
    assert (of_tree.files, of_tree.bytes, of_tree.lines) == (4, 15, 2)


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    """Parents of each commit, parents before children; some are cut off (-1)."""
    parents: list[list[int]] = []
    for number in range(draw(st.integers(1, 25))):
        known = st.integers(-1, number - 1)
        parents.append(draw(st.lists(known, max_size=3, unique=True)))
    return parents


@given(graphs())
def test_a_commit_comes_in_with_the_first_mainline_commit_that_reaches_it(parents: list[list[int]]) -> None:
    chain = [len(parents) - 1]
    while parents[chain[-1]] and parents[chain[-1]][0] >= 0:
        chain.append(parents[chain[-1]][0])
    positions = np.full(len(parents), -1, np.int32)
    for position, commit in enumerate(reversed(chain)):
        positions[commit] = position
    came = brought_in(
        positions,
        np.array([len(of_one) for of_one in parents], np.uint32),
        np.array([parent for of_one in parents for parent in of_one], np.int64),
    )

    def reached(commit: int) -> set[int]:
        found, todo = set(), [commit]
        while todo:
            one = todo.pop()
            if one >= 0 and one not in found:
                found.add(one)
                todo += parents[one]
        return found

    expected = [-1] * len(parents)
    for position, commit in reversed(list(enumerate(reversed(chain)))):
        for one in reached(commit):
            expected[one] = position
    assert came.tolist() == expected


@pytest.mark.parametrize("grain", Grain)
def test_nothing_makes_an_empty_timeline(grain: Grain) -> None:
    none = np.empty(0, np.int64)
    drawn = timeline(
        grain, times=none, known=np.empty(0, np.bool_), insertions=none, deletions=none, persons=np.empty(0, np.int64)
    )
    assert len(drawn.starts) == 0
    assert drawn.undated == 0
