"""Turning points, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.leading_language import leads
from codevoyage_analysis.metrics.moved_folders import moved_folders
from codevoyage_analysis.metrics.turning_points import BOUNDS, Kind, Threshold, turning_points
from tests.unit.analysis.by_hand import GONE, Commit, Moved, history

NAMES = [f"{number:02}.py" for number in range(20)]
MADE = history(
    Commit("ann", {f"old/{name}": (100, 0) for name in NAMES}),  # the first one is no turning point
    Commit("bob", {"old/00.py": (1, 1)}),
    Commit("ann", {f"new/lib/{name}": Moved(f"old/{name}") for name in NAMES[:12]}),
    Commit("bob", {"new/lib/00.py": (300, 100)}),  # 100 replaced: too few
    Commit("bob", {"new/lib/00.py": (260, 270)}),  # 260 of 300 in a file, of 2,200 in the tree: too few there
    Commit("cy", {"big.py": (1_500, 0)}),
    Commit("cy", {f"old/{name}": GONE for name in NAMES[12:]}),  # 8: too few
    Commit("cy", {f"new/lib/{name}": GONE for name in NAMES[2:12]}),
    Commit("ann", {"big.py": (600, 700)}),  # of 1,500 in the file: less than half
)


def of(made: History, **selected: object) -> list[tuple[str, str, int, int]]:
    selection = Selection(**{"moment": Selection.everything(made).moment, **selected})  # type: ignore[arg-type]
    points = turning_points(made, selection).points
    return [
        (made.commits["subject"][row["commit"]].decode(), row["kind"], row["amount"], row["standing"])
        for row in points.iter_rows(named=True)
    ]


def test_commits_that_changed_the_shape_of_the_tree_newest_first() -> None:
    assert of(MADE) == [
        ("8", "REWRITE", 600, 1_890),
        ("7", "DELETIONS", 10, 13),
        ("5", "GROWTH", 1_500, 2_190),
        ("2", "MOVES", 12, 20),
    ]


def test_thresholds_are_those_of_the_repository_and_never_below_what_is_documented() -> None:
    found = turning_points(MADE, Selection.everything(MADE)).thresholds
    assert found[Kind.MOVES] == Threshold(amount=12, commits=1)
    assert found[Kind.DELETIONS] == Threshold(amount=10, commits=2)


def test_a_folder_and_a_moment_narrow_them() -> None:
    assert of(MADE, prefix=b"new") == [
        ("7", "DELETIONS", 10, 12),
        ("4", "FILE_REWRITE", 260, 300),  # the largest there
    ]
    assert of(MADE, moment=at_position(MADE, 2)) == [("2", "MOVES", 12, 20)]


def test_a_history_without_a_commit_has_none() -> None:
    assert of(history()) == []


def test_the_folders_that_most_renames_have_in_common_are_told() -> None:
    made = history(
        Commit("ann", {"a/x/1": (1, 0), "a/x/2": (1, 0), "3": (1, 0), "b/4": (1, 0)}),
        Commit("ann", {"c/x/1": Moved("a/x/1"), "c/x/2": Moved("a/x/2"), "src/3": Moved("3"), "b/four": Moved("b/4")}),
        Commit("ann", {"b/4": Moved("b/four")}),
        Commit("ann", {"4": Moved("b/4")}),
    )
    assert moved_folders(made, 1) == (b"a", b"c", 2)
    assert moved_folders(made, 2) == (b"b", b"b", 1)
    assert moved_folders(made, 3) == (b"b", b"", 1)
    assert moved_folders(made, 0) == (b"", b"", 0)


KINDS = {"x.c": ("C", FileClass.SOURCE), "x.rs": ("Rust", FileClass.SOURCE), "x.md": ("Text", FileClass.DOCUMENTATION)}


def test_a_language_leads_when_it_lasts() -> None:
    made = history(
        Commit("ann", {"x.c": (10, 0), "x.md": (900, 0)}, day=0),
        Commit("ann", {"x.rs": (12, 0)}, day=10),  # for 20 days
        Commit("ann", {"x.c": (5, 0)}, day=30),
        Commit("ann", {"x.rs": (9, 0)}, day=200),
        kinds=KINDS,
    )
    [lead] = leads(made, Selection.everything(made))
    names = made.language_names
    assert (lead.position, names[lead.before], names[lead.language]) == (3, "C", "Rust")
    assert (lead.lines, lead.lines_before) == (21, 15)
    assert leads(made, Selection(moment=at_position(made, 2))) == []
    assert leads(history(), Selection.everything(history())) == []


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.tuples(st.integers(1, 2_000), st.integers(0, 0))),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_qualifies_reaches_its_bounds(drawn: list[dict[str, tuple[int, int]]]) -> None:
    made = history(*(Commit("ann", changes) for changes in drawn))
    found = turning_points(made, Selection.everything(made))
    for row in found.points.iter_rows(named=True):
        kind = Kind(row["kind"])
        assert row["amount"] >= max(found.thresholds[kind].amount, BOUNDS[kind].least)
        assert row["share"] == pytest.approx(row["amount"] / row["standing"])
        assert row["share"] >= BOUNDS[kind].share
