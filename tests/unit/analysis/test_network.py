"""Who works on the same files, against counting pair by pair."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.network import LARGEST, Network, network
from tests.unit.analysis.by_hand import Commit, Moved, history


def who(made: History, person: int) -> str:
    return bytes(made.people["email"][person]).decode().partition("@")[0]


def links(made: History, found: Network) -> dict[frozenset[str], tuple[int, int]]:
    return {
        frozenset((who(made, first), who(made, second))): (weight, files)
        for first, second, weight, files in found.links.iter_rows()
    }


def test_a_link_is_the_smaller_number_of_changes_of_each_file() -> None:
    made = history(
        *[Commit("ann", {"a.py": (1, 0)})] * 3,
        Commit("bob", {"a.py": (1, 0), "b.py": (1, 0)}),
        Commit("bob", {"moved.py": Moved("a.py", insertions=1)}, co_authors=("cyd",)),
        Commit("ann", {"b.py": (1, 0)}),
        Commit("sync[bot]", {"b.py": (1, 0)}),
    )
    found = network(made, Selection.everything(made), people=10)
    assert links(made, found) == {
        frozenset(("ann", "bob")): (2 + 1, 2),
        frozenset(("ann", "cyd")): (1, 1),
        frozenset(("bob", "cyd")): (1, 1),
    }
    assert [(who(made, row[0]), *row[1:3]) for row in found.nodes.rows()] == [
        ("ann", 4, 2),
        ("bob", 2, 2),
        ("cyd", 1, 1),
    ]
    with_bots = network(made, Selection.everything(made), people=10, with_bots=True)
    assert links(made, with_bots)[frozenset(("bob", "sync[bot]"))] == (1, 1)
    assert with_bots.people == 4


def test_a_changeset_that_is_too_large_links_nobody_and_is_counted() -> None:
    many = {f"{number}.py": (1, 0) for number in range(LARGEST + 1)}
    made = history(Commit("ann", many), Commit("bob", many), Commit("bob", {"0.py": (1, 0)}))
    found = network(made, Selection.everything(made), people=10)
    assert (found.links.is_empty(), found.left_out, found.modularity) == (True, 2, 0)
    assert [who(made, each) for each in found.nodes["person"]] == ["bob", "ann"]
    assert sorted(found.nodes["community"]) == [0, 1]


def test_two_groups_that_share_nothing_are_two_communities() -> None:
    made = history(
        *(Commit(name, {f"{group}.py": (1, 0)}) for group in ("x", "y") for name in (f"{group}1", f"{group}2")),
        Commit("y3", {"y.py": (1, 0)}),
    )
    found = network(made, Selection.everything(made), people=10)
    communities = {who(made, each["person"]): each["community"] for each in found.nodes.to_dicts()}
    assert communities == {"y1": 0, "y2": 0, "y3": 0, "x1": 1, "x2": 1}
    # Two cliques of 1 and 3 links of weight 1: (1/4 - (2/8)^2) + (3/4 - (6/8)^2).
    assert found.modularity == pytest.approx(0.375)


def test_only_those_with_most_commits_are_told() -> None:
    made = history(
        *[Commit("ann", {"a.py": (1, 0)})] * 2, *[Commit("bob", {"a.py": (1, 0)})] * 2, Commit("cyd", {"a.py": (1, 0)})
    )
    found = network(made, Selection.everything(made), people=2)
    assert (len(found.nodes), found.people, len(found.links)) == (2, 3, 1)


def test_an_empty_history_has_no_network() -> None:
    empty = history()
    found = network(empty, Selection.everything(empty), people=2)
    assert (found.nodes.is_empty(), found.links.is_empty(), found.people) == (True, True, 0)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["1.py", "2.py", "3.py"])), min_size=1, max_size=25)
)
def test_a_network_is_what_pairs_have_in_common(edits: list[tuple[str, str]]) -> None:
    made = history(*(Commit(author, {path: (1, 0)}) for author, path in edits))
    found = network(made, Selection.everything(made), people=10)
    changes = Counter(edits)
    expected = {}
    for one, other in combinations(sorted({author for author, _ in edits}), 2):
        both = [min(changes[one, path], changes[other, path]) for path in ("1.py", "2.py", "3.py")]
        if any(both):
            expected[frozenset((one, other))] = (sum(both), sum(map(bool, both)))
    assert links(made, found) == expected
    sizes = list(Counter(found.nodes["community"].to_list()).items())
    assert sorted(number for number, _ in sizes) == list(range(len(sizes)))
    assert [size for _, size in sorted(sizes)] == sorted((size for _, size in sizes), reverse=True)
    again = network(made, Selection.everything(made), people=10)
    assert (again.nodes.rows(), again.modularity) == (found.nodes.rows(), found.modularity)
