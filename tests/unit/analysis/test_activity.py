"""Activity, counted by hand, and grains that add up."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.moment import at_position
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.activity import COMFORTABLE, Activity, TooManyBuckets, activity
from codevoyage_analysis.metrics.buckets import Grain, numbers, starts
from tests.unit.analysis.by_hand import DAY, DAY_0, GONE, Commit, Moved, history

SUMMED = ("commits", "merges", "insertions", "deletions")
MADE = history(
    Commit("ann", {"a.py": (10, 0), "lib/b.py": (5, 0)}, day=0),
    Commit("bob", {"a.py": (2, 1)}, day=1, co_authors=("ann",)),
    Commit("cy", {"lib/c.py": (7, 0)}, day=8, parents=(0,)),
    Commit("ann", day=9, parents=(1, 2)),
    Commit("bob", {"c.py": Moved("a.py", insertions=1), "lib/b.py": GONE}, day=40),
)


def of(made: History, grain: Grain | None, **narrowed: object) -> Activity:
    return activity(made, Selection(moment=Selection.everything(made).moment, **narrowed), grain)  # type: ignore[arg-type]


def test_months_hold_what_was_committed_and_what_stood_at_their_end() -> None:
    found = of(MADE, Grain.MONTH)
    assert found.buckets.rows() == [
        (DAY_0, 4, 1, 24, 1, 3, 3, 3, 23),
        (DAY_0 + 31 * DAY, 1, 0, 1, 5, 1, 2, 2, 19),
    ]
    assert found.undated == 0


def test_weeks_without_a_commit_are_told_too() -> None:
    found = of(MADE, Grain.WEEK).buckets
    assert found["start"].to_list() == [DAY_0 + 7 * DAY * week for week in range(6)]
    assert found["commits"].to_list() == [2, 2, 0, 0, 0, 1]
    assert found["lines"].to_list() == [16, 23, 23, 23, 23, 19]


def test_a_folder_has_the_commits_that_changed_something_in_it_and_no_merges() -> None:
    assert of(MADE, Grain.MONTH, prefix=b"lib").buckets.rows() == [
        (DAY_0, 2, 0, 12, 0, 2, 2, 2, 12),
        (DAY_0 + 31 * DAY, 1, 0, 0, 5, 1, 1, 1, 7),
    ]


def test_a_range_and_a_moment_narrow_it() -> None:
    assert of(MADE, Grain.DAY, start=DAY_0 + DAY, end=DAY_0 + 9 * DAY).buckets["commits"].to_list() == [1] + [0] * 6 + [
        1
    ]
    early = activity(MADE, Selection(moment=at_position(MADE, 0)), Grain.YEAR)
    assert early.buckets.select("commits", "files", "lines").rows() == [(1, 2, 15)]


def test_a_commit_without_a_time_is_in_no_bucket_and_counted() -> None:
    commits = MADE.commits.with_columns(
        time=pl.when(pl.col("subject") == b"1").then(None).otherwise("time").cast(pl.Int64)
    )
    fields = {name: getattr(MADE, name) for name in MADE.__dataclass_fields__}
    found = of(History(**fields | {"commits": commits}), Grain.MONTH)
    assert (found.undated, found.buckets["commits"].sum()) == (1, 4)


def test_a_history_without_a_commit_has_no_buckets() -> None:
    found = of(history(), None)
    assert (len(found.buckets), found.undated) == (0, 0)


def test_a_grain_that_is_too_fine_is_refused_and_one_that_is_not_chosen_fits() -> None:
    long = history(Commit("ann", {"a": (1, 0)}, day=0), Commit("ann", {"a": (1, 0)}, day=25_000))
    with pytest.raises(TooManyBuckets) as error:
        of(long, Grain.DAY)
    assert error.value.buckets == 25_001
    assert of(long, None).grain is Grain.QUARTER
    assert len(of(long, None).buckets) <= COMFORTABLE


@given(st.lists(st.integers(FIRST_SECOND, LAST_SECOND), max_size=20), st.sampled_from(Grain))
def test_buckets_are_those_of_the_calendar(times: list[int], grain: Grain) -> None:
    found = numbers(grain, np.array(times, np.int64))
    begins, ends = starts(grain, found), starts(grain, found + 1)
    for time, begin, end in zip(times, begins.tolist(), ends.tolist(), strict=True):
        assert begin <= time < end
        day = datetime.fromtimestamp(time, UTC).date()
        expected = {
            Grain.DAY: day,
            Grain.MONTH: day.replace(day=1),
            Grain.QUARTER: day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1),
            Grain.YEAR: day.replace(day=1, month=1),
        }
        if grain is Grain.WEEK:
            assert (begin // DAY + 3) % 7 == 0
            assert end - begin == 7 * DAY
        else:
            assert begin == (expected[grain] - datetime(1970, 1, 1, tzinfo=UTC).date()).days * DAY


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y/z"]), st.integers(0, 9), st.integers(0, 60)),
        min_size=1,
        max_size=12,
    )
)
def test_buckets_add_up_to_the_whole_and_a_coarser_grain_is_the_sum_of_a_finer_one(
    drawn: list[tuple[str, str, int, int]],
) -> None:
    made = history(*(Commit(who, {path: (lines, 0)}, day=day) for who, path, lines, day in drawn))
    days = of(made, Grain.DAY).buckets
    assert days["commits"].sum() == len(drawn)
    assert days["insertions"].sum() == sum(lines for _, _, lines, _ in drawn)
    for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        coarse = of(made, grain).buckets
        inside = days.with_columns(start=pl.Series(starts(grain, numbers(grain, days["start"].to_numpy()))))
        finer = inside.group_by("start", maintain_order=True).agg(
            pl.col(*SUMMED).sum(), pl.col("files", "lines").last(), most=pl.col("people").sum()
        )
        assert coarse.select("start", *SUMMED, "files", "lines").rows() == finer.drop("most").rows()
        assert (coarse["people"] <= finer["most"]).all()
