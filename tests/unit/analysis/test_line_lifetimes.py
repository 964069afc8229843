"""What is told from line events: lifetimes, survival curve, lines by cohort, ownership."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.metrics.survival.by_file import FileEvents, by_file
from codevoyage_analysis.metrics.survival.cohorts import NO_YEAR, lines_by_group, years_of
from codevoyage_analysis.metrics.survival.curve import survival_curve
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.lifetimes import STANDS, lifetimes
from codevoyage_analysis.metrics.survival.ownership import NOBODY, owned_lines
from codevoyage_analysis.metrics.survival.spans import BEFORE
from codevoyage_analysis.metrics.survival.versions import Versions

#: (position, path, origin, delta)
Event = tuple[int, int, int, int]
DAY = 86_400


def events_of(rows: list[Event]) -> LineEvents:
    columns = np.array(sorted(rows), np.int32).reshape(-1, 4).T
    return LineEvents(positions=columns[0], paths=columns[1], origins=columns[2], deltas=columns[3])


def of_files(rows: list[Event]) -> FileEvents:
    """Where each file stands at the path of its number."""
    columns = np.array(sorted(rows, key=lambda row: (row[1], row[2], row[0])), np.int64).reshape(-1, 4).T
    return FileEvents(files=columns[1], origins=columns[2], positions=columns[0], deltas=columns[3])


def versions(*rows: tuple[int, int, int, int, int]) -> Versions:
    """Rows of (path, file, born, died, lines)."""
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Versions(paths=columns[0], files=columns[1], born=columns[2], died=columns[3], lines=columns[4])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events of which none takes away more than there is."""
    there: Counter[tuple[int, int]] = Counter()
    rows = []
    for position in range(draw(st.integers(1, 12))):
        for file in draw(st.sets(st.integers(0, 2))):
            for origin in draw(st.sets(st.integers(BEFORE, 3))):
                delta = draw(st.integers(-there[file, origin], 5))
                if delta:
                    there[file, origin] += delta
                    rows.append((position, file, origin, delta))
    return rows


def rows_of(rows: list[Event]) -> list[tuple[int, int, int, int, int]]:
    found = lifetimes(of_files(rows))
    columns = (found.files, found.origins, found.born, found.died, found.lines)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_lines_stand_from_the_position_that_brought_them_to_the_one_that_took_them() -> None:
    rows = [(0, 0, 0, 5), (2, 0, 0, -2), (2, 0, 1, 3), (3, 0, 0, -1)]
    assert rows_of(rows) == [(0, 0, 0, 2, 2), (0, 0, 0, 3, 1), (0, 0, 0, STANDS, 2), (0, 1, 2, STANDS, 3)]


def test_a_rename_ends_no_life() -> None:
    moved = by_file(
        events_of([(0, 0, 0, 5), (4, 0, 0, -5), (4, 1, 0, 5), (4, 1, 1, 2)]),
        versions((0, 9, 0, 4, 5), (1, 9, 4, STANDS, 7)),
    )
    assert moved.files.tolist() == [9, 9]
    found = lifetimes(moved)
    assert (found.origins.tolist(), found.born.tolist(), found.lines.tolist()) == ([0, 1], [0, 4], [5, 2])
    assert (found.died == STANDS).all()


def test_lines_that_stay_while_another_file_takes_the_path_over_fall_and_come_again() -> None:
    # Of file 8's 5 lines of commit 0 three are in file 9 too, which a merge put in its place, with one of commit 1.
    found = by_file(
        events_of([(0, 0, 0, 5), (4, 0, 0, -2), (4, 0, 1, 1)]), versions((0, 8, 0, 4, 5), (0, 9, 4, STANDS, 4))
    )
    columns = (found.files, found.origins, found.positions, found.deltas)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [
        (8, 0, 0, 5),
        (8, 0, 4, -5),
        (9, 0, 4, 3),
        (9, 1, 4, 1),
    ]


def test_a_path_that_comes_again_has_another_file() -> None:
    found = by_file(
        events_of([(0, 0, 0, 5), (2, 0, 0, -5), (3, 0, 1, 4)]), versions((0, 8, 0, 2, 5), (0, 9, 3, STANDS, 4))
    )
    assert found.files.tolist() == [8, 8, 9]


def test_lines_that_come_back_live_again() -> None:
    assert rows_of([(0, 0, 0, 2), (1, 0, 0, -2), (3, 0, 0, 1)]) == [(0, 0, 0, 1, 2), (0, 0, 3, STANDS, 1)]


def test_without_events_nothing_lived() -> None:
    assert rows_of([]) == []


@given(histories())
def test_at_every_position_as_many_lines_live_as_events_sum_up_to(rows: list[Event]) -> None:
    found = lifetimes(of_files(rows))
    assert (found.lines > 0).all()
    assert (found.born < found.died).all()
    for position in range(12):
        lives: Counter[tuple[int, int]] = Counter()
        there = (found.born <= position) & (position < found.died)
        for file, origin, lines in zip(found.files[there], found.origins[there], found.lines[there], strict=True):
            lives[int(file), int(origin)] += int(lines)
        sums: Counter[tuple[int, int]] = Counter()
        for at, file, origin, delta in rows:
            sums[file, origin] += delta * (at <= position)
        assert +lives == +sums


def test_the_curve_is_the_one_worked_out_by_hand() -> None:
    # 10 lines: 2 fall at 1 day, 1 stands at 1 day, 3 fall at 4 days, 4 stand at 10 days.
    born = np.array([99, 109, 96, 100]) * DAY
    fell = np.array([100, 10_000, 100, 10_000]) * DAY
    curve = survival_curve(born, fell, np.array([2, 1, 3, 4]), now=110 * DAY)
    assert curve.ages.tolist() == [1, 4]
    assert curve.at_risk.tolist() == [10, 7]
    assert curve.fallen.tolist() == [2, 3]
    assert curve.surviving.tolist() == pytest.approx([0.8, 0.8 * 4 / 7])
    assert curve.half_life == 4
    assert curve.lines == 10


def test_between_two_falls_lines_at_risk_go_down_as_they_are_censored() -> None:
    # 10 lines: 2 fall at 10 days, 5 stand at 40 days, 3 fall at 100 days.
    born, fell = np.array([0, 60, 0]) * DAY, np.array([10, 10_000, 100]) * DAY
    curve = survival_curve(born, fell, np.array([2, 5, 3]), now=100 * DAY)
    ages = np.array([0, 10, 11, 40, 41, 100, 101])
    assert curve.at_risk_at(ages).tolist() == [10, 10, 8, 8, 3, 3, 0]
    assert curve.surviving_after(ages).tolist() == pytest.approx([1, 0.8, 0.8, 0.8, 0.8, 0, 0])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 90), st.integers(1, 9)), min_size=1))
def test_lines_at_risk_at_any_age_are_those_that_were_seen_at_it(lives: list[tuple[int, int, int]]) -> None:
    born, lived, lines = (np.array(column) for column in zip(*lives, strict=True))
    curve = survival_curve(born * DAY, (born + lived) * DAY, lines, now=60 * DAY)
    seen = np.minimum(lived, 60 - born)  # whole days until they fell, or one looked
    ages = np.arange(70)
    assert curve.at_risk_at(ages).tolist() == [lines[seen >= age].sum() for age in ages]
    assert curve.at_risk_at(curve.ages).tolist() == curve.at_risk.tolist()
    assert curve.surviving_after(curve.ages).tolist() == curve.surviving.tolist()


def test_without_a_fall_there_is_no_half_life() -> None:
    curve = survival_curve(np.array([0]), np.array([STANDS]), np.array([7]), now=5 * DAY)
    assert curve.half_life is None
    assert not len(curve.ages)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60), st.integers(1, 9)), min_size=1))
def test_where_nothing_stands_the_curve_is_the_share_that_is_older(lives: list[tuple[int, int, int]]) -> None:
    born, lived, lines = (np.array(column) for column in zip(*lives, strict=True))
    curve = survival_curve(born * DAY, (born + lived) * DAY, lines, now=200 * DAY)
    expected = [lines[lived > age].sum() / lines.sum() for age in curve.ages]
    assert curve.surviving.tolist() == pytest.approx(expected)
    assert curve.half_life == next(age for age in sorted(lived) if lines[lived > age].sum() * 2 <= lines.sum())


@given(histories())
def test_groups_sum_up_to_all_lines_at_every_step(rows: list[Event]) -> None:
    steps = np.array([0, 3, 4, 11])
    found = lines_by_group(events_of(rows), groups=np.array([1, 0, 1, 2]), count=3, steps=steps)
    for step, row in zip(steps.tolist(), found.tolist(), strict=True):
        past = [event for event in rows if event[0] <= step]
        assert sum(row) == sum(event[3] for event in past)
        assert row[0] == sum(event[3] for event in past if event[2] == 1)
        assert row[3] == sum(event[3] for event in past if event[2] == BEFORE)


def test_a_year_is_that_of_utc_and_an_unknown_time_has_none() -> None:
    times = np.array([1_704_067_199, 1_704_067_200, 0])  # around the beginning of 2024
    assert years_of(times, np.array([True, True, False])).tolist() == [2023, 2024, NO_YEAR]


def test_the_first_owner_of_a_file_wrote_most_of_it() -> None:
    rows = [(0, 7, 0, 5), (1, 7, 1, 6), (1, 7, 0, -1), (2, 8, 2, 2), (2, 8, BEFORE, 2), (3, 7, 1, -6)]
    found = owned_lines(events_of(rows), persons=np.array([4, 3, 4]), at=2)
    columns = (found.paths, found.persons, found.lines, found.shares)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == [
        (7, 3, 6, 0.6),
        (7, 4, 4, 0.4),
        (8, NOBODY, 2, 0.5),
        (8, 4, 2, 0.5),
    ]


@given(histories())
def test_shares_of_a_file_add_up_to_one(rows: list[Event]) -> None:
    found = owned_lines(events_of(rows), persons=np.array([0, 1, 1, 0]), at=6)
    for path in np.unique(found.paths):
        assert found.shares[found.paths == path].sum() == pytest.approx(1)
    assert found.lines.sum() == sum(event[3] for event in rows if event[0] <= 6)
