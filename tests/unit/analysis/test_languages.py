"""Languages over time against counting the trees one by one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position, newest
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.languages import languages
from codevoyage_analysis.metrics.snapshot import snapshot
from tests.unit.analysis.by_hand import GONE, Commit, history

KINDS = {"a.c": ("C", FileClass.SOURCE), "lib/b.c": ("C", FileClass.SOURCE)}


def told(made: History, positions: list[int], *, prefix: bytes = b"") -> dict[tuple[int, str], tuple[int, int, int]]:
    found = languages(made, Selection(moment=newest(made), prefix=prefix), positions)
    return {
        (row["position"], made.language_names[row["language"]]): (row["files"], row["lines"], row["bytes"])
        for row in found.to_dicts()
    }


def test_each_step_has_what_its_tree_has() -> None:
    made = history(
        Commit("ann", {"a.c": (10, 0), "x.py": (3, 0)}),
        Commit("ann", {"lib/b.c": (5, 0), "x.py": (1, 2)}),
        Commit("ann", {"a.c": GONE}),
        kinds=KINDS,
    )
    assert told(made, [-1, 0, 1, 2]) == {
        (0, "C"): (1, 10, 100),
        (0, "Python"): (1, 3, 30),
        (1, "C"): (2, 15, 150),
        (1, "Python"): (1, 2, 20),
        (2, "C"): (1, 5, 50),
        (2, "Python"): (1, 2, 20),
    }
    assert told(made, [2], prefix=b"lib") == {(2, "C"): (1, 5, 50)}


def test_classes_choose_the_files_that_count() -> None:
    kinds = {
        "a.c": ("C", FileClass.SOURCE),
        "t.c": ("C", FileClass.TEST),
        "d.md": ("Markdown", FileClass.DOCUMENTATION),
    }
    made = history(Commit("ann", {"a.c": (10, 0), "t.c": (4, 0), "d.md": (2, 0), "lib/t.c": (1, 0)}), kinds=kinds)

    def lines(*classes: FileClass, prefix: bytes = b"") -> dict[str, int]:
        found = languages(made, Selection(moment=newest(made), prefix=prefix), [0], classes=classes)
        return {made.language_names[row["language"]]: row["lines"] for row in found.to_dicts()}

    assert lines() == {"C": 14, "Markdown": 2, "Python": 1}
    assert lines(FileClass.TEST) == {"C": 4}
    assert lines(FileClass.SOURCE, FileClass.TEST) == {"C": 14, "Python": 1}
    assert lines(FileClass.SOURCE, prefix=b"lib") == {"Python": 1}
    assert lines(FileClass.VENDORED) == {}


def test_nothing_stands_in_an_empty_history() -> None:
    assert told(history(), []) == {}


@given(
    st.lists(st.dictionaries(st.sampled_from(["a.c", "lib/b.c", "x.py", "y.py"]), st.integers(1, 9)), min_size=1),
    st.lists(st.integers(-1, 8), unique=True),
)
def test_it_is_what_counting_each_tree_gives(edits: list[dict[str, int]], positions: list[int]) -> None:
    made = history(*(Commit("ann", {path: (lines, 0) for path, lines in edit.items()}) for edit in edits), kinds=KINDS)
    steps = sorted(step for step in positions if step < len(edits))
    expected: dict[tuple[int, str], tuple[int, int, int]] = {}
    for step in steps:
        files = snapshot(made, Selection(moment=at_position(made, step)))
        counts, lines, size = Counter[str](), Counter[str](), Counter[str]()
        for row in files.to_dicts():
            name = made.language_names[row["language"]]
            counts[name] += 1
            lines[name] += row["lines"]
            size[name] += row["bytes"]
        expected |= {(step, name): (counts[name], lines[name], size[name]) for name in counts}
    assert told(made, steps) == expected
