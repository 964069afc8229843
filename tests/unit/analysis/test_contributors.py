"""What people did, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.contributor import contributor
from codevoyage_analysis.metrics.contributors import contributors
from tests.unit.analysis.by_hand import DAY, DAY_0, GONE, Commit, Moved, history


def who(made: History, person: int) -> str:
    return bytes(made.people["email"][person]).decode().partition("@")[0]


def person(made: History, name: str) -> int:
    return made.people["email"].to_list().index(f"{name}@example.org".encode())


def told(made: History, selection: Selection | None = None) -> dict[str, dict[str, Any]]:
    rows = contributors(made, selection or Selection.everything(made)).to_dicts()
    return {who(made, row.pop("person")): row for row in rows}


MADE = history(
    Commit("ann", {"src/a.py": (6, 0), "doc/b.md": (2, 0), "r.py": (1, 0)}, day=0),
    Commit("bob", {"src/a.py": (3, 1)}, day=1, co_authors=("ann",)),
    Commit("bob", {"src/c.py": (4, 0)}, day=1.5, parents=(0,)),
    Commit("ann", {}, day=2, parents=(1, 2)),
    Commit("cyd", {"lib/a.py": Moved("src/a.py", insertions=1)}, day=40),
    Commit("ann", {"r.py": GONE}, day=41),
)


def test_commits_lines_and_days_are_those_of_authors_and_co_authors() -> None:
    found = told(MADE)
    assert {name: (row["commits"], row["co_authored"], row["merges"]) for name, row in found.items()} == {
        "ann": (3, 1, 1),
        "bob": (2, 0, 0),
        "cyd": (1, 0, 0),
    }
    assert {name: (row["insertions"], row["deletions"], row["files"]) for name, row in found.items()} == {
        "ann": (6 + 2 + 1 + 3, 1 + 1, 3),
        "bob": (3 + 4, 1, 2),
        "cyd": (1, 0, 1),
    }
    # The days of her commit, of the one that she helped with, of the merge, and of the deletion.
    assert {name: row["active_days"] for name, row in found.items()} == {"ann": 4, "bob": 1, "cyd": 1}
    assert (found["ann"]["first"], found["ann"]["last"]) == (DAY_0, DAY_0 + 41 * DAY)
    # src/a.py is lib/a.py now: ann added 9 of its 13 lines.
    owned = {name: (row["owned_files"], row["owned_lines"]) for name, row in found.items()}
    assert owned == {"ann": (2, 9 + 2), "bob": (1, 4), "cyd": (0, 0)}


def test_focus_is_one_less_the_evenness_over_all_folders() -> None:
    found = told(MADE)
    # Four folders: src, doc, lib, and the root's own files. Ann: two changes each in src and the root, one in doc.
    entropy = -(2 * 0.4 * log(0.4) + 0.2 * log(0.2))
    assert found["ann"]["focus"] == pytest.approx(1 - entropy / log(4))
    assert found["bob"]["focus"] == found["cyd"]["focus"] == 1


def test_a_folder_narrows_commits_lines_and_folders() -> None:
    found = told(MADE, replace(Selection.everything(MADE), prefix=b"src"))
    assert {name: (row["commits"], row["merges"], row["insertions"]) for name, row in found.items()} == {
        "ann": (2, 0, 9),
        "bob": (2, 0, 7),
    }


def test_the_day_is_that_of_the_author_s_calendar() -> None:
    made = history(Commit("ann", {"a.py": (1, 0)}, day=0.9), Commit("ann", {"a.py": (1, 0)}, day=1.1))
    ahead = replace(made, commits=made.commits.with_columns(author_offset=pl.lit(180, pl.Int16)))
    assert (told(made)["ann"]["active_days"], told(ahead)["ann"]["active_days"]) == (2, 1)


def test_a_commit_without_a_time_counts_on_no_day() -> None:
    made = history(Commit("ann", {"a.py": (1, 0)}))
    unknown = replace(made, commits=made.commits.with_columns(author_time=pl.lit(None, pl.Int64)))
    row = told(unknown)["ann"]
    assert (row["commits"], row["active_days"], row["first"]) == (1, 0, None)
    assert contributor(unknown, Selection.everything(unknown), 0).months.is_empty()


def test_one_person_s_months_files_folders_and_languages() -> None:
    found = contributor(MADE, Selection.everything(MADE), person(MADE, "ann"))
    assert found.months.rows() == [(54 * 12, 2, 12, 1), (54 * 12 + 1, 1, 0, 1)]  # January and February 2024
    paths = MADE.paths["path"].gather(found.files["path"]).to_list()
    assert list(zip(paths, found.files["commits"], found.files["insertions"], strict=True)) == [
        (b"lib/a.py", 2, 9),
        (b"doc/b.md", 1, 2),
    ]
    assert found.files_gone == 1
    assert found.folders.select("folder", "commits").rows() == [(b"", 2), (b"src", 2), (b"doc", 1)]
    assert [MADE.language_names[each] for each in found.languages["language"]] == ["Python"]
    assert found.languages.select("commits", "insertions").rows() == [(3, 12)]


def test_nobody_did_anything_in_an_empty_history() -> None:
    empty = history()
    assert contributors(empty, Selection.everything(empty)).is_empty()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from(["x/1.py", "y/2.py", "3.py"]), st.integers(0, 9), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
def test_people_add_up_to_the_history(edits: list[tuple[str, str, int, bool]]) -> None:
    made = history(
        *(Commit(by, {path: (lines, 0)}, co_authors=("c",) if helped else ()) for by, path, lines, helped in edits)
    )
    found = contributors(made, Selection.everything(made))
    assert int((found["commits"] - found["co_authored"]).sum()) == len(edits)
    helped_lines = sum(lines for by, _, lines, helped in edits if helped and by != "c")
    assert found["insertions"].sum() == sum(lines for _, _, lines, _ in edits) + helped_lines
    assert found["share"].sum() == pytest.approx(1 if found["insertions"].sum() else 0)
    assert found["focus"].is_between(0, 1).all()
    for row in found.to_dicts():
        alone = contributor(made, Selection.everything(made), row["person"])
        for part in (alone.months, alone.languages):
            assert part["insertions"].sum() == row["insertions"]
        assert alone.months["commits"].sum() == row["commits"]
