"""Who wrote which share, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.ownership import file_shares, folder_shares, owners
from tests.unit.analysis.by_hand import GONE, Commit, Moved, history


def who(made: History, person: int) -> str:
    return bytes(made.people["email"][person]).decode().partition("@")[0]


def by_path(made: History, frame: pl.DataFrame) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in frame.to_dicts():
        found.setdefault(made.path_texts[row["path"]].decode(), {})[who(made, row["person"])] = row["share"]
    return found


MADE = history(
    Commit("ann", {"src/a.py": (6, 0), "b.py": (1, 0), "gone.py": (50, 0)}),
    Commit("bob", {"src/a.py": (2, 5)}),
    Commit("cyd", {"src/c.py": Moved("src/a.py", insertions=2), "gone.py": GONE}, co_authors=("ann",)),
)


def test_shares_are_of_the_lines_added_along_renames_with_co_authors() -> None:
    shares = file_shares(MADE, Selection.everything(MADE))
    assert by_path(MADE, shares) == {
        "b.py": {"ann": 1},
        "src/c.py": {"ann": pytest.approx(8 / 12), "bob": pytest.approx(2 / 12), "cyd": pytest.approx(2 / 12)},
    }
    found = {MADE.path_texts[row["path"]]: row for row in owners(shares, ["path"]).to_dicts()}
    assert who(MADE, found[b"src/c.py"]["main"]) == "ann"
    assert found[b"src/c.py"]["fractal"] == pytest.approx(1 - (8 / 12) ** 2 - 2 * (2 / 12) ** 2)
    assert found[b"b.py"]["fractal"] == 0


def test_a_folder_has_what_its_files_have() -> None:
    shares = folder_shares(MADE, Selection.everything(MADE))
    told = {(row["folder"], who(MADE, row["person"])): row["insertions"] for row in shares.to_dicts()}
    assert told == {(b"", "ann"): 1, (b"src", "ann"): 8, (b"src", "bob"): 2, (b"src", "cyd"): 2}


def test_a_folder_counts_what_was_added_to_its_files_elsewhere() -> None:
    everything = Selection.everything(MADE)
    whole = by_path(MADE, file_shares(MADE, everything))
    below = by_path(MADE, file_shares(MADE, replace(everything, prefix=b"src")))
    assert below == {"src/c.py": whole["src/c.py"]}
    moved = history(Commit("ann", {"old/a.py": (3, 0)}), Commit("bob", {"new/a.py": Moved("old/a.py", insertions=1)}))
    found = by_path(moved, file_shares(moved, replace(Selection.everything(moved), prefix=b"new")))
    assert found == {"new/a.py": {"ann": 0.75, "bob": 0.25}}


def test_folders_to_a_depth_have_each_file_once() -> None:
    made = history(Commit("ann", {"a/x.py": (1, 0), "a/b/y.py": (2, 0), "a/b/c/z.py": (4, 0), "empty.py": (0, 0)}))
    everything = Selection.everything(made)
    rows = folder_shares(made, everything, depth=2).select("folder", "insertions", "files").rows()
    assert rows == [(b"a", 1, 1), (b"a/b", 6, 2)]
    rows = folder_shares(made, everything, depth=1).select("folder", "insertions", "files").rows()
    assert rows == [(b"a", 7, 3)]


def test_somebody_who_is_named_twice_is_credited_once() -> None:
    made = history(Commit("ann", {"a.py": (4, 0)}, co_authors=("ann", "bob", "bob")))
    assert by_path(made, file_shares(made, Selection.everything(made))) == {"a.py": {"ann": 0.5, "bob": 0.5}}


def test_nobody_owns_an_empty_history() -> None:
    empty = history()
    assert file_shares(empty, Selection.everything(empty)).is_empty()
    assert owners(file_shares(empty, Selection.everything(empty)), ["path"]).is_empty()


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["x/1.py", "x/2.py", "y/3.py"]), st.integers(0, 9)),
        max_size=12,
    )
)
def test_shares_add_up_to_one(edits: list[tuple[str, str, int]]) -> None:
    made = history(*(Commit(author, {path: (lines, 0)}) for author, path, lines in edits))
    everything = Selection.everything(made)
    for shares, by in ((file_shares(made, everything), "path"), (folder_shares(made, everything), "folder")):
        assert shares.group_by(by).agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
            [1.0] * shares[by].n_unique()
        )
        assert owners(shares, [by])["fractal"].is_between(0, 1).all()
