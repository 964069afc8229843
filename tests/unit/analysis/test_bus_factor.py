"""Degree of authorship and truck factor, worked by hand after the papers' formulas."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.bus_factor import authorship, bus_factor, orphaned
from tests.unit.analysis.by_hand import Commit, history


def person(made: History, name: str) -> int:
    return made.people["email"].to_list().index(f"{name}@example.org".encode())


def names(made: History, people: tuple[int, ...]) -> list[str]:
    return [bytes(made.people["email"][each]).decode().partition("@")[0] for each in people]


def test_the_degree_of_authorship_is_that_of_the_formula() -> None:
    made = history(
        Commit("ann", {"a.py": (5, 0)}), *[Commit("bob", {"a.py": (1, 0)})] * 3, Commit("ann", {"a.py": (1, 0)})
    )
    found = authorship(made, Selection.everything(made))
    told = dict(zip(found["person"], found["doa"], strict=True))
    ann = 3.293 + 1.098 + 0.164 * 1 - 0.321 * log(1 + 3)
    bob = 3.293 + 0.164 * 3 - 0.321 * log(1 + 1)
    assert told[person(made, "ann")] == pytest.approx(ann)
    assert bob / ann >= 0.75
    assert bob >= 3.293
    assert told[person(made, "bob")] == pytest.approx(bob)


def test_who_changed_little_is_no_author() -> None:
    made = history(Commit("ann", {"a.py": (5, 0)}), Commit("bob", {"a.py": (1, 0)}), Commit("ann", {"a.py": (1, 0)}))
    # 3.293 + 0.164 - 0.321 ln 2 = 3.234: below the absolute threshold.
    assert authorship(made, Selection.everything(made))["person"].to_list() == [person(made, "ann")]


#: Four files of ann, two of bob, one of cyd: without ann 3 of 7 are left, fewer than half.
ONE = history(
    Commit("ann", {f"a{number}.py": (number, 0) for number in range(1, 5)}),
    Commit("bob", {"b1.py": (10, 0), "b2.py": (10, 0)}),
    Commit("cyd", {"c.py": (10, 0)}),
)
#: Three, two, two: without ann 4 of 7 are left, without bob too 2 of 7.
TWO = history(
    Commit("ann", {"a1.py": (1, 0), "a2.py": (1, 0), "a3.py": (1, 0)}),
    Commit("bob", {"b1.py": (1, 0), "b2.py": (1, 0)}),
    Commit("cyd", {"c1.py": (1, 0), "c2.py": (1, 0)}),
)


def test_people_are_removed_until_fewer_than_half_of_the_files_have_an_author() -> None:
    found = bus_factor(ONE, Selection.everything(ONE))
    assert (names(ONE, found.people), found.coverage, found.files) == (["ann"], pytest.approx((3 / 7,)), 7)
    found = bus_factor(TWO, Selection.everything(TWO))
    assert (names(TWO, found.people), found.coverage) == (["ann", "bob"], pytest.approx((4 / 7, 2 / 7)))


def test_programs_and_what_is_not_ours_do_not_count() -> None:
    made = history(
        Commit("ann", {"a.py": (1, 0), "vendor.py": (1, 0)}),
        Commit("sync[bot]", {"b.py": (1, 0)}),
        kinds={"vendor.py": ("Python", FileClass.VENDORED)},
    )
    found = bus_factor(made, Selection.everything(made))
    assert (names(made, found.people), found.files) == (["ann"], 2)


def test_what_is_orphaned_when_somebody_leaves() -> None:
    everything = Selection.everything(ONE)
    lost = orphaned(ONE, everything, [person(ONE, "ann")])
    assert (len(lost.files), lost.lines) == (4, 1 + 2 + 3 + 4)
    assert orphaned(ONE, everything, []).files == ()


def test_nobody_has_to_leave_where_there_is_nothing() -> None:
    empty = history()
    assert bus_factor(empty, Selection.everything(empty)).people == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["1.py", "2.py", "3.py", "4.py"])), min_size=1, max_size=20
    )
)
def test_coverage_falls_to_less_than_half_with_the_last_one_alone(edits: list[tuple[str, str]]) -> None:
    made = history(*(Commit(author, {path: (1, 0)}) for author, path in edits))
    found = bus_factor(made, Selection.everything(made))
    assert all(coverage >= 0.5 for coverage in found.coverage[:-1])
    assert found.coverage[-1] < 0.5
    assert list(found.coverage) == sorted(found.coverage, reverse=True)
    assert len(set(found.people)) == len(found.people)
