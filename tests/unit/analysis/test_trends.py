"""Trends of files, and histories of one file, counted by hand."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.file_history import file_called, file_versions, revisions
from codevoyage_analysis.metrics.snapshot import snapshot
from codevoyage_analysis.metrics.trends import NONE, trends
from tests.unit.analysis.by_hand import DAY, DAY_0, GONE, Commit, Moved, history
from tests.unit.analysis.test_hotspots import measured

#: a.py moves to c.py at position 2; b.py goes at 3, and something else comes back under its name at 4.
HISTORY = measured(
    history(
        Commit("ann", {"a.py": (10, 0), "b.py": (5, 0)}, day=0),
        Commit("bob", {"a.py": (2, 1)}, day=10),
        Commit("ann", {"c.py": Moved("a.py", insertions=1)}, day=20),
        Commit("bob", {"b.py": GONE}, day=30),
        Commit("ann", {"b.py": (3, 0)}, day=40),
    ),
    c_py=8,
    b_py=20,
)


def file_of(path: bytes, position: int | None = None) -> int:
    moment = newest(HISTORY) if position is None else at_position(HISTORY, position)
    found = file_called(HISTORY, moment, path)
    assert found is not None
    return found


def test_slices_are_even_and_have_the_revisions_up_to_their_ends() -> None:
    files = pl.Series([file_of(b"c.py"), file_of(b"b.py")], dtype=pl.UInt32)
    found = trends(HISTORY, Selection.everything(HISTORY), files, slices=4)
    assert found.ends.tolist() == [DAY_0 + days * DAY for days in (10, 20, 30, 40)]
    assert found.revisions.tolist() == [[2, 1, 0, 0], [0, 0, 0, 1]]
    # The newest tree alone is measured, and it is the nearest frame of every moment.
    assert found.complexity.tolist() == [[8, 8, 8, 8], [NONE, NONE, NONE, 20]]


def test_without_slices_files_or_times_there_is_nothing() -> None:
    everything, none = Selection.everything(HISTORY), pl.Series([], dtype=pl.UInt32)
    assert trends(HISTORY, everything, none, slices=3).revisions.shape == (0, 3)
    assert trends(HISTORY, everything, pl.Series([0], dtype=pl.UInt32), slices=0).complexity.shape == (1, 0)
    later = Selection(moment=everything.moment, start=DAY_0 + 99 * DAY)
    assert trends(HISTORY, later, pl.Series([0], dtype=pl.UInt32), slices=3).ends.tolist() == []


@pytest.mark.parametrize("slices", [1, 2, 7])
def test_the_last_complexity_is_that_of_the_tree(slices: int) -> None:
    everything = Selection.everything(HISTORY)
    tree = snapshot(HISTORY, everything)
    found = trends(HISTORY, everything, tree["file"], slices=slices)
    assert found.complexity[:, -1].tolist() == tree["indentation"].fill_null(NONE).to_list()


@given(st.lists(st.sampled_from(["a.py", "b.py", "c.py"]), min_size=1, max_size=12), st.integers(1, 9))
def test_slices_add_up_to_all_revisions(touched: list[str], slices: int) -> None:
    made: History = history(*(Commit("ann", {path: (1, 0)}) for path in touched))
    tree = snapshot(made, Selection.everything(made))
    found = trends(made, Selection.everything(made), tree["file"], slices=slices)
    names = [made.path_texts[path].decode() for path in tree["path"]]
    assert dict(zip(names, found.revisions.sum(axis=1).tolist(), strict=True)) == {
        path: touched.count(path) for path in touched
    }


def test_a_file_is_found_by_what_it_was_called_last() -> None:
    assert file_of(b"a.py") == file_of(b"c.py")
    assert file_of(b"b.py", 3) == file_of(b"b.py", 0) != file_of(b"b.py")
    assert file_called(HISTORY, newest(HISTORY), b"d.py") is None
    assert file_called(HISTORY, at_position(HISTORY, 1), b"c.py") is None


def test_revisions_follow_renames_newest_first() -> None:
    found = revisions(HISTORY, Selection.everything(HISTORY), file_of(b"c.py"))
    told = [HISTORY.path_texts[path] for path in found["path"]]
    assert told == [b"c.py", b"a.py", b"a.py"]
    assert found.select("insertions", "deletions").rows() == [(1, 0), (2, 1), (10, 0)]
    early = Selection(moment=at_position(HISTORY, 1), start=DAY_0 + DAY, prefix=b"b.py")
    assert len(revisions(HISTORY, early, file_of(b"c.py"))) == 1


def test_versions_say_from_when_to_when_as_of_a_moment() -> None:
    found = file_versions(HISTORY, newest(HISTORY), file_of(b"c.py"))
    assert found.select("born", "died", "lines").rows() == [(0, 1, 10), (1, 2, 11), (2, None, 12)]
    assert found["indentation"].to_list() == [None, None, 8]
    before = file_versions(HISTORY, at_position(HISTORY, 1), file_of(b"c.py"))
    assert before.select("born", "died").rows() == [(0, 1), (1, None)]
    gone = file_versions(HISTORY, newest(HISTORY), file_of(b"b.py", 0))
    assert gone.select("born", "died").rows() == [(0, 3)]
