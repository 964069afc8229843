"""Changes held against a history that is written down by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.check import GROWTH, KNOWLEDGE, PARTNERS, ChangedFile, Checked, Policy, check
from tests.unit.analysis.by_hand import Commit, history
from tests.unit.analysis.test_hotspots import measured

#: a.py and b.py change together six times, b.py twice alone; bob wrote c.py and d.py.
HISTORY = measured(
    history(
        *[Commit("ann", {"a.py": (3, 0), "b.py": (1, 0)})] * 6,
        *[Commit("ann", {"b.py": (1, 0)})] * 2,
        *[Commit("bob", {"c.py": (1, 0), "d.py": (1, 0)})] * 2,
    ),
    a_py=30,
    b_py=5,
    c_py=1,
    d_py=1,
)
NAMES = st.sampled_from(["a.py", "b.py", "c.py", "d.py", "new.py"])


def changed(path: str, insertions: int = 1, deletions: int = 0, *, old: str = "") -> ChangedFile:
    return ChangedFile(path=path.encode(), old_path=(old or path).encode(), insertions=insertions, deletions=deletions)


def held(*changes: ChangedFile, policy: Policy | None = None) -> Checked:
    return check(HISTORY, Selection.everything(HISTORY), changes, policy or Policy())


def missing(found: Checked) -> list[bytes]:
    return [HISTORY.path_texts[path] for path in found.partners["path"]]


def test_confidence_has_a_direction() -> None:
    assert missing(held(changed("a.py"))) == [b"b.py"]  # 6 of 6
    assert missing(held(changed("b.py"))) == [b"a.py"]  # 6 of 8
    assert missing(held(changed("b.py"), policy=Policy(confidence=0.76))) == []
    assert missing(held(changed("a.py"), changed("b.py"))) == []


def test_a_renamed_file_is_known_by_its_old_path() -> None:
    found = held(changed("z.py", old="a.py"))
    assert (missing(found), [each.path for each in found.files.values()]) == ([b"b.py"], [b"z.py"])


def test_hotspots_that_shrink_are_no_finding() -> None:
    assert held(changed("b.py", 1, 1), policy=Policy(score=0.5)).growing.is_empty()
    assert held(changed("b.py", 2, 1), policy=Policy(score=0.5)).growing["rank"].to_list() == [
        2
    ]  # as hot as a.py: by path


def test_few_know_it_only_where_more_know_the_rest() -> None:
    found = held(changed("c.py"))
    assert (len(found.changed.people), len(found.whole.people), found.few_know_it) == (1, 2, True)
    alone = history(Commit("ann", {"a.py": (1, 0), "b.py": (1, 0)}))
    assert not check(alone, Selection.everything(alone), [changed("a.py")], Policy()).few_know_it
    assert not held(changed("new.py")).few_know_it


@given(st.lists(st.tuples(NAMES, st.integers(0, 3), st.integers(0, 3)), max_size=5, unique_by=lambda each: each[0]))
def test_what_is_skipped_is_not_found_and_what_is_given_is_not_missing(changes: list[tuple[str, int, int]]) -> None:
    files = [changed(*each) for each in changes]
    found = held(*files, policy=Policy(score=0.01))
    assert not set(missing(found)) & {each.path for each in files}
    assert set(found.growing["file"]) <= {
        number for number, each in found.files.items() if each.insertions > each.deletions
    }
    nothing = held(*files, policy=Policy(skipped=frozenset({PARTNERS, GROWTH, KNOWLEDGE})))
    assert (len(nothing.partners), len(nothing.growing), nothing.few_know_it) == (0, 0, False)
