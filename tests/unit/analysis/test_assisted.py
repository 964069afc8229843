"""Commits that name a program, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import TrailerKind
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.assisted import assisted
from tests.unit.analysis.by_hand import Commit, history

JANUARY, FEBRUARY = 54 * 12, 54 * 12 + 1
MADE = history(
    Commit("ann", {"a.py": (5, 0)}, day=0),
    Commit("ann", {"a.py": (2, 0)}, day=1, co_authors=("helper[bot]", "writer[bot]"), assisted=True),
    Commit("bob", {"src/b.py": (3, 0)}, day=2, co_authors=("ann",)),
    Commit("bob", {"src/b.py": (4, 0)}, day=40, co_authors=("helper[bot]",), assisted=True),
    Commit("helper[bot]", {"a.py": (1, 0)}, day=41),
)


def who(made: History, person: int) -> str:
    return bytes(made.people["email"][person]).decode().partition("@")[0]


def test_commits_that_name_a_program_are_counted_by_month_and_by_program() -> None:
    found = assisted(MADE, Selection.everything(MADE))
    assert found.months.rows() == [(JANUARY, 3, 1, 10, 2), (FEBRUARY, 2, 1, 5, 4)]
    assert [(who(MADE, program), *rest) for program, *rest in found.programs.rows()] == [
        ("helper[bot]", 2, 6),
        ("writer[bot]", 1, 2),
    ]
    assert [(month, who(MADE, program), commits) for month, program, commits in found.by_month.rows()] == [
        (JANUARY, "helper[bot]", 1),
        (JANUARY, "writer[bot]", 1),
        (FEBRUARY, "helper[bot]", 1),
    ]


def test_a_folder_has_the_commits_that_changed_something_in_it() -> None:
    found = assisted(MADE, replace(Selection.everything(MADE), prefix=b"src"))
    assert found.months.rows() == [(JANUARY, 1, 0, 3, 0), (FEBRUARY, 1, 1, 4, 4)]


def test_people_who_are_thanked_for_their_assistance_are_no_programs() -> None:
    kind = pl.lit(int(TrailerKind.ASSISTED_BY), pl.UInt8)
    thanked = replace(MADE, trailers=MADE.trailers.with_columns(kind=kind, assisted=pl.lit(value=True)))
    found = assisted(thanked, Selection.everything(thanked))
    assert (found.months["assisted_commits"].sum(), found.by_people) == (2, 1)
    # Whoever has no address is a program, as ingest has it that `Assisted-by` names programs.
    nameless = replace(thanked, people=thanked.people.with_columns(email=pl.lit(b"", pl.Binary)))
    assert assisted(nameless, Selection.everything(nameless)).months["assisted_commits"].sum() == 3


def test_a_commit_whose_time_is_not_known_is_in_no_month() -> None:
    undated = replace(MADE, commits=MADE.commits.with_columns(time=pl.lit(None, pl.Int64)))
    assert assisted(undated, Selection.everything(undated)).months.rows() == [(None, 5, 2, 15, 6)]


def test_nothing_is_assisted_in_an_empty_history() -> None:
    empty = history()
    found = assisted(empty, Selection.everything(empty))
    assert (found.months.is_empty(), found.programs.is_empty(), found.by_people) == (True, True, 0)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 9), st.booleans()), max_size=12))
def test_months_add_up_to_all_commits(commits: list[tuple[int, int, bool]]) -> None:
    made = history(
        *(
            Commit("ann", {"a.py": (lines, 0)}, day=day, co_authors=("x[bot]",) if helped else (), assisted=helped)
            for day, lines, helped in commits
        )
    )
    months = assisted(made, Selection.everything(made)).months
    assert months["commits"].sum() == len(commits)
    assert months["assisted_commits"].sum() == sum(helped for _, _, helped in commits)
    assert months["assisted_insertions"].sum() == sum(lines for _, lines, helped in commits if helped)
    assert months["month"].to_list() == sorted(set(months["month"]))
