"""Hotspots, counted by hand."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history import tables
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.hotspots import hotspots
from tests.unit.analysis.by_hand import DAY, DAY_0, GONE, Commit, Moved, history


def measured(made: History, **indentations: int) -> History:
    """The same, its newest tree measured: levels by path, with `_` for `.`."""
    paths = made.path_texts
    rows = sorted((paths.index(name.replace("_", ".").encode()), value) for name, value in indentations.items())
    columns = {name: [0] * len(rows) for name in tables.MEASURES.schema}
    columns |= {"path": [path for path, _ in rows], "indentation": [value for _, value in rows]}
    columns["outcome"] = [1] * len(rows)
    fields = {name: getattr(made, name) for name in made.__dataclass_fields__}
    return History(**fields | {"measures": pl.DataFrame(columns, schema=tables.MEASURES.schema)})


def rows(made: History, frame: pl.DataFrame) -> dict[str, dict[str, object]]:
    return {made.path_texts[row["path"]].decode(): row for row in frame.to_dicts()}


HISTORY = measured(
    history(
        Commit("ann", {"a.py": (10, 0), "b.py": (5, 0), "gone.py": (1, 0), "lib.js": (9, 0), "x.bin": (1, 0)}, day=0),
        Commit("bob", {"a.py": (2, 1), "lib.js": (1, 0)}, day=90),
        Commit("ann", {"c.py": Moved("a.py", insertions=1), "gone.py": GONE}, day=180),
        kinds={"lib.js": ("JavaScript", FileClass.VENDORED)},
    ),
    c_py=8,
    b_py=20,
)


def test_frequency_and_complexity_are_both_told_and_multiplied() -> None:
    found = hotspots(HISTORY, Selection.everything(HISTORY))
    told = rows(HISTORY, found.files)
    assert list(told) == ["b.py", "c.py"]  # 1/2 x 2/2 and 2/2 x 1/2: a tie, by path
    assert [told["c.py"][name] for name in ("revisions", "complexity", "score")] == [3, 8, 0.5]
    assert [told["b.py"][name] for name in ("revisions", "complexity", "score")] == [1, 20, 0.5]
    assert (found.gone, found.vendored, found.generated, found.unmeasured) == (1, 1, 0, 1)


def test_a_change_counts_half_after_the_half_life() -> None:
    told = rows(HISTORY, hotspots(HISTORY, Selection.everything(HISTORY), half_life_days=90).files)
    assert told["c.py"]["recency"] == pytest.approx(1 + 1 / 2 + 1 / 4)
    assert told["b.py"]["recency"] == pytest.approx(1 / 4)
    assert told["c.py"]["last_time"] == DAY_0 + 180 * DAY


def test_a_range_of_time_and_a_folder_narrow_it() -> None:
    everything = Selection.everything(HISTORY)
    late = Selection(moment=everything.moment, start=DAY_0 + 100 * DAY)
    assert list(rows(HISTORY, hotspots(HISTORY, late).files)) == ["c.py"]
    one = Selection(moment=everything.moment, prefix=b"b.py")
    assert list(rows(HISTORY, hotspots(HISTORY, one).files)) == ["b.py"]


def test_a_history_without_a_change_has_none() -> None:
    empty = history()
    assert hotspots(empty, Selection.everything(empty)).files.is_empty()


@given(st.lists(st.sampled_from(["a.py", "b.py", "c.py"]), min_size=1, max_size=12), st.integers(1, 50))
def test_scores_lie_between_none_and_one_and_the_top_of_both_has_one(touched: list[str], levels: int) -> None:
    commits = [Commit("ann", {path: (1, 0)}) for path in touched]
    paths = {path.replace(".", "_"): levels + at for at, path in enumerate(sorted(set(touched)))}
    made = measured(history(*commits), **paths)
    files = hotspots(made, Selection.everything(made)).files
    assert sum(files["revisions"]) == len(touched)
    assert files["score"].is_between(0, 1, closed="right").all()
    both = files.filter(
        (pl.col("revisions") == pl.col("revisions").max()) & (pl.col("complexity") == pl.col("complexity").max())
    )
    assert (both["score"] == 1).all()
