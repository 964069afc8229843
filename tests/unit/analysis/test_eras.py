"""Eras, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.buckets import Grain
from codevoyage_analysis.metrics.era_labels import label, labels
from codevoyage_analysis.metrics.eras import Era, Eras, Leader, eras
from tests.unit.analysis.by_hand import DAY, DAY_0, Commit, history

MONTH = 30.4375


def of(made: History) -> Eras:
    return eras(made, Selection.everything(made))


def paced(*months: int, who: str = "ann") -> list[Commit]:
    """So many commits in each month, of one line each, a day into it and then hour by hour."""
    return [
        Commit(who, {"a.py": (1, 0)}, day=round(month * MONTH) + 1 + hour / 24)
        for month, count in enumerate(months)
        for hour in range(count)
    ]


def test_a_change_of_pace_begins_an_era_in_its_month() -> None:
    early = paced(*[2] * 18)
    late = [replace(each, day=(each.day or 0) + round(18 * MONTH)) for each in paced(*[16] * 18, who="bob")]
    made = history(*early, *late)
    found = of(made)
    assert found.grain is Grain.MONTH
    first, second = found.eras
    assert (first.start, first.end) == (DAY_0 + DAY, DAY_0 + 547 * DAY)  # 2025-07-01
    assert (first.commits, second.commits) == (36, 288)
    assert (first.people, first.newcomers, second.people, second.newcomers) == (1, 1, 1, 1)
    assert [made.people["email"][each.person] for each in second.leaders] == [b"bob@example.org"]
    assert second.leaders[0].share == 1
    assert (first.insertions, second.lines) == (36, 324)
    assert first.commits_a_month == pytest.approx(2, rel=0.05)
    assert labels(found.eras) == [
        "The beginning, most of it by one person",
        f"{second.commits_a_month / first.commits_a_month:.1f} times the commits, most of it by one person",
    ]


def test_a_steady_pace_is_one_era_and_a_short_history_goes_by_weeks() -> None:
    assert len(of(history(*paced(*[5] * 40))).eras) == 1
    assert of(history(*paced(*[5] * 12))).grain is Grain.WEEK


def test_programs_lead_nothing() -> None:
    made = history(*paced(3, who="tool[bot]"), Commit("ann", {"b.py": (1, 0)}, day=9))
    [era] = of(made).eras
    assert (era.people, [each.commits for each in era.leaders], era.leaders[0].share) == (2, [1], 0.25)


def test_a_history_without_a_commit_has_no_era() -> None:
    assert of(history()).eras == ()


@pytest.mark.parametrize(
    ("commits", "churn", "expected"),
    [
        (100, 1_000, "2.0 times the commits"),
        (20, 1_000, "60% fewer commits"),
        (50, 2_500, "2.5 times the churn at a similar pace"),
        (50, 500, "50% less churn at a similar pace"),
        (50, 1_000, "A similar pace, on another level"),
        (0, 0, "Quiet"),
    ],
)
def test_an_era_is_called_by_what_is_other_than_before(commits: int, churn: int, expected: str) -> None:
    assert label(era(commits, churn), era(50, 1_000)) == expected


def test_what_was_quiet_can_wake_and_one_person_can_have_done_most() -> None:
    assert label(era(50, 10), era(0, 0)) == "Work again"
    led = replace(era(50, 10), leaders=(Leader(person=0, commits=30, share=0.6),))
    assert label(led, None) == "The beginning, most of it by one person"


def era(commits: int, churn: int) -> Era:
    """Of a month."""
    return Era(
        start=0,
        end=round(MONTH * DAY),
        commits=commits,
        merges=0,
        commits_a_month=float(commits),
        people=1,
        newcomers=0,
        insertions=churn,
        deletions=0,
        files=1,
        lines=1,
        leaders=(),
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 1_500), st.sampled_from("abc")), min_size=1, max_size=40))
def test_every_commit_is_in_one_era_and_every_person_is_new_once(drawn: list[tuple[int, str]]) -> None:
    made = history(*(Commit(who, {"a.py": (1, 0)}, day=day) for day, who in drawn))
    found = of(made).eras
    assert sum(each.commits for each in found) == len(drawn)
    assert sum(each.newcomers for each in found) == len({who for _, who in drawn})
    assert sum(each.insertions for each in found) == len(drawn)
    assert all(before.end == after.start for before, after in pairwise(found))
