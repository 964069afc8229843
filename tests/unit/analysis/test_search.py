"""Search, by what one remembers."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics import search
from codevoyage_analysis.metrics.search import CommitMatch, PathMatch, PersonMatch
from tests.unit.analysis.by_hand import DAY_0, GONE, Commit, history

MADE = history(
    Commit("ada.king", {"lib/Search.py": (1, 0), "search/x.py": (1, 0), "gone.py": (1, 0)}, subject="Add the search"),
    Commit("bob", {"research.py": (1, 0), "s/e/a.rch": (1, 0), "searching.md": (1, 0)}, subject="Search: fix a leak"),
    Commit("bob", {"gone.py": GONE, "plus+[x]": (1, 0)}, subject="Leak of memory in the SEARCH, fixed"),
)
EVERYTHING = Selection.everything(MADE)


def paths(query: str, selection: Selection = EVERYTHING) -> list[tuple[str, PathMatch]]:
    found = search.paths(MADE, selection, query)
    return [(MADE.path_texts[path].decode(), PathMatch(match)) for path, _, match in found.rows()]


def people(query: str) -> list[tuple[bytes, PersonMatch, int]]:
    found = search.people(MADE, EVERYTHING, query)
    return [(MADE.people["email"][who], PersonMatch(match), commits) for who, match, commits in found.rows()]


def commits(query: str, selection: Selection = EVERYTHING) -> list[tuple[str, CommitMatch]]:
    found = search.commits(MADE, selection, query)
    return [(MADE.commits["subject"][number].decode(), CommitMatch(match)) for number, match in found.rows()]


def test_names_come_before_parts_of_names_and_these_before_folders_and_what_is_in_between() -> None:
    assert paths("SEARCH.py") == [
        ("lib/Search.py", PathMatch.NAME),
        ("research.py", PathMatch.NAME_CONTAINS),
        ("search/x.py", PathMatch.SUBSEQUENCE),
    ]
    assert paths("search") == [
        ("lib/Search.py", PathMatch.NAME_BEGINS),
        ("searching.md", PathMatch.NAME_BEGINS),
        ("research.py", PathMatch.NAME_CONTAINS),
        ("search/x.py", PathMatch.PATH_CONTAINS),
        ("s/e/a.rch", PathMatch.SUBSEQUENCE),
    ]
    assert paths("search/x.py") == [("search/x.py", PathMatch.NAME)]
    assert paths("srch/py") == [("search/x.py", PathMatch.SUBSEQUENCE)]


def test_a_folder_and_a_moment_narrow_paths() -> None:
    assert paths("gone") == []
    assert paths("gone", Selection(moment=at_position(MADE, 1))) == [("gone.py", PathMatch.NAME_BEGINS)]
    below = Selection(moment=EVERYTHING.moment, prefix=b"lib")
    assert paths("search", below) == [("lib/Search.py", PathMatch.NAME_BEGINS)]


def test_what_means_something_in_a_pattern_means_itself() -> None:
    assert paths("+[X]") == [("plus+[x]", PathMatch.NAME_CONTAINS)]
    assert paths("p[]") == [("plus+[x]", PathMatch.SUBSEQUENCE)]
    assert paths(".*") == []
    assert (people(".*"), commits("(")) == ([], [])


def test_people_are_found_by_any_name_or_address() -> None:
    assert people("BOB") == [(b"bob@example.org", PersonMatch.SAME, 2)]
    assert people("example.org") == [
        (b"bob@example.org", PersonMatch.CONTAINS, 2),
        (b"ada.king@example.org", PersonMatch.CONTAINS, 1),
    ]
    assert people("ada") == [(b"ada.king@example.org", PersonMatch.BEGINS, 1)]


def test_commits_are_found_by_id_by_what_the_subject_says_and_by_its_words() -> None:
    [first] = [row.hex() for row in MADE.commits["id"][:1]]
    assert commits(first[:10].upper()) == [("Add the search", CommitMatch.ID)]
    assert commits(first[:3]) == []
    assert commits("search") == [
        ("Leak of memory in the SEARCH, fixed", CommitMatch.SUBJECT),
        ("Search: fix a leak", CommitMatch.SUBJECT),
        ("Add the search", CommitMatch.SUBJECT),
    ]
    assert commits("a leak") == [
        ("Search: fix a leak", CommitMatch.SUBJECT),
        ("Leak of memory in the SEARCH, fixed", CommitMatch.WORDS),
    ]
    late = Selection(moment=EVERYTHING.moment, start=DAY_0 + 1)
    assert "Add the search" not in dict(commits("search", late))


@pytest.mark.parametrize("beside", [b"plain", b"not \xff UTF-8"])
def test_what_is_no_plain_text_is_found_as_it_is_shown(beside: bytes) -> None:
    odd = pl.Series([b"tab\there", "Grüße \\ back".encode(), beside], dtype=pl.Binary)
    fields = {name: getattr(MADE, name) for name in MADE.__dataclass_fields__}
    made = History(**fields | {"commits": MADE.commits.with_columns(subject=odd)})
    for number, query in enumerate(("tab\\x09HERE", "GRüßE \\\\", "\\xFF utf" if b"\xff" in beside else "PLAIN")):
        assert search.commits(made, Selection.everything(made), query)["commit"].to_list() == [number]


def test_in_an_empty_history_nothing_is_found() -> None:
    made = history()
    everything = Selection.everything(made)
    for measure in (search.paths, search.people, search.commits):
        assert measure(made, everything, "abcd").is_empty()


@settings(max_examples=60)
@given(
    st.lists(st.text("abA/.+", min_size=1, max_size=6), min_size=1, max_size=8),
    st.text("abA.+(", min_size=1, max_size=3),
)
def test_exactly_those_are_found_that_have_the_characters_in_order(drawn: list[str], query: str) -> None:
    names = sorted({f"d/{name.replace('/', '-')}" for name in drawn})
    made = history(Commit("ann", dict.fromkeys(names, (1, 0))))
    found = search.paths(made, Selection.everything(made), query)
    matches = [(made.path_texts[path].decode(), match) for path, _, match in found.rows()]

    def has(name: str) -> bool:
        rest = iter(name.lower())
        contained = query.lower() in name.lower()
        return contained or (len(query) > 1 and all(each in rest for each in query.lower()))

    assert {name for name, _ in matches} == {name for name in names if has(name)}
    for name, match in matches:
        last = name.rpartition("/")[2].lower()
        assert (match <= PathMatch.NAME_CONTAINS) == (query.lower() in last)
        assert (match == PathMatch.NAME) == (query.lower() == last)
