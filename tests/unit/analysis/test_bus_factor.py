"""Degree of authorship and truck factor, worked by hand after the papers' formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import log

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.authorship import Deliveries
from codevoyage_analysis.metrics.bus_factor import authorship, bus_factor, folder_bus_factors, orphaned
from codevoyage_analysis.metrics.bus_factor_history import bus_factor_history, even_times, year_ends
from tests.unit.analysis.by_hand import GONE, Commit, Moved, history


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


def test_whoever_creates_a_file_together_created_it() -> None:
    made = history(Commit("ann", {"a.py": (5, 0)}, co_authors=("bob",)), Commit("bob", {"a.py": (1, 0)}))
    found = authorship(made, Selection.everything(made))
    assert dict(zip(found["person"], found["doa"], strict=True)) == {
        person(made, "ann"): pytest.approx(3.293 + 1.098 - 0.321 * log(2)),
        person(made, "bob"): pytest.approx(3.293 + 1.098 + 0.164),
    }


def test_a_folder_has_a_bus_factor_of_its_own() -> None:
    made = history(
        Commit("ann", {"src/a.py": (1, 0), "src/b.py": (1, 0), "r.py": (1, 0)}),
        Commit("bob", {"doc/x/d.py": (1, 0), "old.py": (1, 0)}),
        # What came from elsewhere brings its author along.
        Commit("cyd", {"doc/x/e.py": Moved("old.py")}),
    )
    found = folder_bus_factors(made, Selection.everything(made), depth=1)
    assert {folder: (names(made, each.people), each.files) for folder, each in found.items()} == {
        b"": (["ann"], 1),
        b"doc": (["bob", "cyd"], 2),  # one of the two is left to cyd, who changed it
        b"src": (["ann"], 2),
    }
    assert list(folder_bus_factors(made, Selection.everything(made), depth=2)) == [b"", b"doc/x", b"src"]
    below = bus_factor(made, replace(Selection.everything(made), prefix=b"doc"))
    assert below == found[b"doc"]


def test_a_history_has_the_bus_factor_of_each_time() -> None:
    made = history(
        Commit("ann", {"a1.py": (1, 0), "a2.py": (1, 0)}, day=0),
        Commit("bob", {"b1.py": (1, 0), "b2.py": (1, 0)}, day=400),
        Commit("bob", {"a1.py": GONE, "a2.py": GONE}, day=800),
    )
    everything = Selection.everything(made)

    def told(times: list[int]) -> list[tuple[int, int, int]]:
        return [(s.bus_factor, s.files, s.authors) for s in bus_factor_history(made, everything, times)]

    # Of two equal authors the first leaves half of the files with one: the second has to go, too.
    assert told(even_times(made, everything.moment, 3)) == [(1, 2, 1), (2, 4, 2), (1, 2, 1)]
    ends = year_ends(made, everything.moment)
    assert [datetime.fromtimestamp(time, UTC).isoformat() for time in ends] == [
        "2024-12-31T23:59:59+00:00",
        "2025-12-31T23:59:59+00:00",
        "2026-03-11T00:00:00+00:00",
    ]
    assert told(ends) == [(1, 2, 1), (2, 4, 2), (1, 2, 1)]


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
    assert ONE.paths["path"].gather(lost.files["path"]).to_list() == [b"a1.py", b"a2.py", b"a3.py", b"a4.py"]
    assert lost.files["lines"].to_list() == [1, 2, 3, 4]
    assert (lost.looked_at, lost.looked_at_lines, lost.authored) == (7, 1 + 2 + 3 + 4 + 30, 7)
    assert orphaned(ONE, everything, []).files.is_empty()


def test_nobody_has_to_leave_where_there_is_nothing() -> None:
    empty = history()
    everything = Selection.everything(empty)
    assert bus_factor(empty, everything).people == ()
    assert folder_bus_factors(empty, everything) == {}
    assert orphaned(empty, everything, []).looked_at == 0
    assert even_times(empty, everything.moment, 5) == year_ends(empty, everything.moment) == []
    assert bus_factor_history(empty, everything, []) == []


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
    # By removing one after the other, as the paper tells it.
    left = authorship(made, Selection.everything(made))
    for leaving, coverage in zip(found.people, found.coverage, strict=True):
        counts = left["person"].value_counts().sort(["count", "person"], descending=[True, False])
        assert counts["person"][0] == leaving
        left = left.filter(pl.col("person") != leaving)
        assert left["file"].n_unique() / found.files == coverage
    # Each step of a history is the bus factor then.
    times = even_times(made, at_position(made, made.mainline.last), 4)
    for step in bus_factor_history(made, Selection.everything(made), times):
        then = bus_factor(made, Selection(moment=step.moment))
        assert (step.bus_factor, step.files) == (len(then.people), then.files)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "x[bot]"]),
            st.sampled_from(["1.py", "2.py"]),
            st.sampled_from(["", "a", "d"]),
        ),
        max_size=15,
    ),
    st.integers(0, 14),
)
def test_authors_are_those_of_the_formula_at_every_position(edits: list[tuple[str, str, str]], position: int) -> None:
    made = history(*(Commit(by, {path: (1, 0)}, co_authors=(other,) if other else ()) for by, path, other in edits))
    at = min(position, made.mainline.last)
    found = Deliveries.of(made, Selection.everything(made)).authors(at=at)
    told = {(file, names(made, (who,))[0]): doa for file, who, doa in found.rows()}
    files = {path: made.changes["file"][[each[1] for each in edits].index(path)] for _, path, _ in edits[: at + 1]}
    expected = {}
    for path, file in files.items():
        changes = [{by, other} - {"", "x[bot]"} for by, each, other in edits[: at + 1] if each == path]
        people = sorted(set().union(*changes))
        own = {who: sum(who in each for each in changes[1:]) for who in people}
        degrees = {
            who: 3.293 + 1.098 * (who in changes[0]) + 0.164 * own[who] - 0.321 * log(1 + sum(own.values()) - own[who])
            for who in people
        }
        largest = max(degrees.values(), default=0)
        for who, degree in degrees.items():
            if degree >= 3.293 and degree / largest >= 0.75:
                expected[file, who] = pytest.approx(degree)
    assert told == expected
