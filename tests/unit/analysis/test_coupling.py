"""Change coupling, counted by hand after code-maat's definition."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.coupling import Thresholds, file_coupling, folder_coupling
from codevoyage_analysis.metrics.missing_partners import missing_partners
from codevoyage_analysis.metrics.shared_commits import shared_commits
from tests.unit.analysis.by_hand import GONE, Commit, Moved, history


def file_of(made: History, path: str) -> int:
    return int(made.changes.filter(made.changes["path"] == made.path_texts.index(path.encode()))["file"][0])


def commits(*changesets: str) -> list[Commit]:
    """Each letter is a file that the commit changes."""
    return [Commit("ann", {f"src/{name}.py": (1, 0) for name in names}) for names in changesets]


HISTORY = history(*commits("ab", "ab", "ab", "ab", "ab", "a", "a", "b", "ac", "c"))


def test_the_degree_is_shared_over_the_average_of_revisions() -> None:
    (pair,) = file_coupling(HISTORY, Selection.everything(HISTORY)).pairs.to_dicts()
    a, b = file_of(HISTORY, "src/a.py"), file_of(HISTORY, "src/b.py")
    assert {pair["first"], pair["second"]} == {a, b}
    first, second = (8, 6) if a < b else (6, 8)
    assert (pair["shared"], pair["first_revisions"], pair["second_revisions"]) == (5, first, second)
    assert pair["degree"] == pytest.approx(100 * 5 / 7)
    assert pair["support"] == pytest.approx(5 / 10)
    assert (pair["confidence"], pair["reverse_confidence"]) == pytest.approx((5 / first, 5 / second))


@pytest.mark.parametrize("threshold", [{"shared": 6}, {"revisions": 8}, {"degree": 72.0}, {"largest": 1}])
def test_each_threshold_leaves_it_out(threshold: dict[str, int]) -> None:
    assert file_coupling(HISTORY, Selection.everything(HISTORY), Thresholds(**threshold)).pairs.is_empty()


def test_larger_changesets_are_left_out_and_counted() -> None:
    found = file_coupling(HISTORY, Selection.everything(HISTORY), Thresholds(largest=1))
    assert (found.changesets, found.left_out) == (4, 6)


def test_a_renamed_file_is_the_same() -> None:
    made = history(*commits("ab", "ab"), Commit("ann", {"src/z.py": Moved("src/a.py"), "src/b.py": (1, 0)}))
    (pair,) = file_coupling(made, Selection.everything(made), Thresholds(revisions=3, shared=3)).pairs.to_dicts()
    assert (pair["shared"], pair["degree"]) == (3, 100)


def test_folders_are_coupled_by_what_changes_in_them() -> None:
    both = Commit("ann", {"src/a.py": (1, 0), "src/b.py": (1, 0), "doc/a.md": (1, 0), "README": (1, 0)})
    made = history(*[both] * 5, *commits("a"))
    found = folder_coupling(made, Selection.everything(made), depth=1)
    assert found.names == (b"", b"doc", b"src")
    told = {(row["first"], row["second"]): row["degree"] for row in found.pairs.to_dicts()}
    assert told == {(0, 1): 100, (0, 2): pytest.approx(100 * 5 / 5.5), (1, 2): pytest.approx(100 * 5 / 5.5)}


def test_a_partner_that_is_missing_is_named() -> None:
    a, b = file_of(HISTORY, "src/a.py"), file_of(HISTORY, "src/b.py")
    everything = Selection.everything(HISTORY)
    (row,) = missing_partners(HISTORY, everything, [b]).partners.to_dicts()
    path = HISTORY.path_texts.index(b"src/a.py")
    assert row == {
        "file": b,
        "missing": a,
        "path": path,
        "shared": 5,
        "revisions": 6,
        "confidence": pytest.approx(5 / 6),
    }
    assert missing_partners(HISTORY, everything, [a, b]).partners.is_empty()
    assert missing_partners(HISTORY, everything, [b], confidence=0.9).partners.is_empty()


def test_partners_that_are_gone_or_elsewhere_are_not_missing() -> None:
    made = history(*commits(*["ab"] * 5, "ac", "ac", "ac", "ac", "ac"), Commit("ann", {"src/b.py": GONE}))
    found = missing_partners(made, Selection.everything(made), [file_of(made, "src/a.py")])
    assert [made.path_texts[path] for path in found.partners["path"]] == [b"src/c.py"]
    assert (found.gone, found.changesets, found.left_out) == (1, 11, 0)
    elsewhere = Selection(moment=newest(made), prefix=b"doc")
    assert missing_partners(made, elsewhere, [file_of(made, "src/a.py")]).partners.is_empty()


def test_a_folder_narrows_the_changes_but_not_the_size_of_a_changeset() -> None:
    both = Commit("ann", {"src/a.py": (1, 0), "src/b.py": (1, 0), "doc/a.md": (1, 0)})
    made = history(*[both] * 5)
    src = Selection(moment=newest(made), prefix=b"src")
    assert len(file_coupling(made, src).pairs) == 1
    narrow = file_coupling(made, src, Thresholds(largest=2))
    assert (len(narrow.pairs), narrow.changesets, narrow.left_out) == (0, 0, 5)


def test_the_most_coupled_are_kept_and_all_are_counted() -> None:
    made = history(*commits(*["abc"] * 5, "c"))
    found = file_coupling(made, Selection.everything(made), most=1)
    assert (found.total, found.pairs["degree"].to_list()) == (3, [100])


@given(st.lists(st.sets(st.integers(0, 6), max_size=5), max_size=10), st.integers(1, 3), st.integers(1, 20))
def test_pairs_are_counted_alike_however_few_at_a_time(changesets: list[set[int]], least: int, at_a_time: int) -> None:
    pairs = [(commit, unit) for commit, units in enumerate(changesets) for unit in sorted(units)]
    rows = pl.DataFrame(pairs, schema={"commit": pl.UInt32, "unit": pl.UInt32}, orient="row")
    found = [row for frame in shared_commits(rows, at_least=least, at_a_time=at_a_time) for row in frame.rows()]
    expected = [
        (one, other, shared)
        for one, other in itertools.combinations(range(7), 2)
        if (shared := sum({one, other} <= units for units in changesets)) >= least
    ]
    assert found == expected


def test_a_history_without_a_change_has_none() -> None:
    empty = history()
    assert file_coupling(empty, Selection.everything(empty)).pairs.is_empty()
    assert folder_coupling(empty, Selection.everything(empty)).pairs.is_empty()


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=12))
def test_it_is_what_counting_every_pair_gives(changesets: list[set[str]]) -> None:
    made = history(*commits(*("".join(sorted(names)) for names in changesets)))
    none = Thresholds(revisions=0, shared=1, degree=0)
    found = file_coupling(made, Selection.everything(made), none).pairs
    told = {frozenset((row["first"], row["second"])): (row["shared"], row["degree"]) for row in found.to_dicts()}
    expected = {}
    for one, other in itertools.combinations("abcd", 2):
        shared = sum({one, other} <= names for names in changesets)
        revisions = sum((one in names) + (other in names) for names in changesets)
        if shared:
            pair = frozenset(file_of(made, f"src/{name}.py") for name in (one, other))
            expected[pair] = (shared, pytest.approx(200 * shared / revisions))
    assert told == expected
    assert found["degree"].is_between(0, 100).all()
    assert (found["confidence"] <= 1).all()
