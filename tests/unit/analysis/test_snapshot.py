"""Trees at any moment, and the complexity of what stood then."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import at_position
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.snapshot import delta, snapshot
from tests.unit.analysis.by_hand import GONE, Commit, Moved, history


@pytest.fixture(scope="module")
def made() -> History:
    return history(
        Commit("ann", {"a.py": (10, 0), "lib/b.py": (5, 0), "lib.py": (1, 0)}),
        Commit("bob", {"a.py": (2, 1)}),
        Commit("ann", {"lib/c.py": Moved("a.py", insertions=1)}),
        Commit("bob", {"lib/b.py": GONE}),
        Commit("bob", {"a.py": (3, 0)}),
    )


def lines_at(made: History, position: int, *, prefix: bytes = b"") -> dict[bytes, int]:
    files = snapshot(made, Selection(moment=at_position(made, position), prefix=prefix))
    return dict(zip(made.paths["path"].gather(files["path"]), files["lines"], strict=True))


def test_a_snapshot_is_what_stood_then(made: History) -> None:
    assert lines_at(made, -1) == {}
    assert lines_at(made, 1) == {b"a.py": 11, b"lib.py": 1, b"lib/b.py": 5}
    assert lines_at(made, 2) == {b"lib.py": 1, b"lib/b.py": 5, b"lib/c.py": 12}
    assert lines_at(made, 4) == {b"a.py": 3, b"lib.py": 1, b"lib/c.py": 12}


def test_a_folder_is_not_a_file_whose_name_begins_like_it(made: History) -> None:
    assert lines_at(made, 2, prefix=b"lib") == {b"lib/b.py": 5, b"lib/c.py": 12}
    assert lines_at(made, 2, prefix=b"lib.py") == {b"lib.py": 1}


@given(
    st.lists(st.lists(st.sampled_from(["a", "b", "a.b", "a-b", "0"]), min_size=1, max_size=3), min_size=1, max_size=9)
)
def test_a_prefix_is_itself_and_what_is_below_it(parts: list[list[str]]) -> None:
    names = sorted({"/".join(each) for each in parts})
    whole = history(Commit("ann", dict.fromkeys(names, (1, 0))))
    for prefix in {"/".join(each[:depth]) for each in parts for depth in range(1, 4)}:
        expected = {name.encode() for name in names if name == prefix or name.startswith(prefix + "/")}
        assert set(lines_at(whole, 0, prefix=prefix.encode())) == expected


def test_a_file_is_as_old_as_its_first_path(made: History) -> None:
    files = snapshot(made, Selection(moment=at_position(made, 4)))
    # What was added again at the old path is another file.
    assert files.select("first_position", "born").rows() == [(4, 4), (0, 0), (0, 2)]


def with_frames(made: History, positions: list[int], indentation: dict[tuple[bytes, int], int]) -> History:
    """indentation: of the versions by (path, born)."""
    rows = made.versions.with_row_index("version").with_columns(name=made.paths["path"].gather(made.versions["path"]))
    known = [
        (version, indentation[name, born], 0)
        for version, name, born in rows.select("version", "name", "born").rows()
        if (name, born) in indentation
    ]
    return replace(
        made,
        frames=pl.DataFrame({"position": positions}, schema=made.frames.schema),
        indentations=pl.DataFrame(known, schema=made.indentations.schema, orient="row"),
    )


def test_complexity_is_a_version_s_own_or_its_file_s_at_the_nearest_frame(made: History) -> None:
    framed = with_frames(
        made, [0, 3, 4], {(b"a.py", 0): 7, (b"lib/b.py", 0): 3, (b"lib.py", 0): 1, (b"lib/c.py", 2): 9, (b"a.py", 4): 2}
    )

    def told(position: int) -> list[tuple[int | None, int | None]]:
        files = snapshot(framed, Selection(moment=at_position(framed, position)))
        rows: list[tuple[int | None, int | None]] = files.select("indentation", "frame").rows()  # type: ignore[assignment]
        return rows

    # a.py as it stood at 1 was at no frame: what it was at frame 0. The others stood at 0 themselves.
    assert told(1) == [(7, 0), (1, 0), (3, 0)]
    assert told(2) == [(1, 3), (3, 0), (9, 3)]  # lib/b.py had gone by frame 3
    assert told(4) == [(2, 4), (1, 4), (9, 4)]


def test_without_frames_what_still_stands_is_as_complex_as_it_is_now(made: History) -> None:
    measures = pl.DataFrame(
        [(path, 1, 0, 0, 5, 5, 8, 2) for path in (1, 3)], schema=made.measures.schema, orient="row"
    )  # lib.py, lib/c.py
    measured = replace(made, measures=measures)
    files = snapshot(measured, Selection(moment=at_position(measured, 3)))
    assert files.select("indentation", "frame", "cyclomatic").rows() == [(8, 4, 5), (8, 4, 5)]
    files = snapshot(measured, Selection(moment=at_position(measured, 0)))
    # a.py is not what lib/c.py is now, but the same file; lib/b.py is gone.
    assert files.select("indentation", "frame", "cyclomatic").rows() == [(8, 4, None), (8, 4, 5), (None, None, None)]


@given(before=st.integers(-1, 4), after=st.integers(-1, 4))
def test_a_snapshot_and_the_delta_are_the_other_snapshot(made: History, before: int, after: int) -> None:
    one, other = at_position(made, before), at_position(made, after)
    differs = delta(made, one, other)
    stood = set(Selection(moment=one).versions(made)["version"])
    stands = set(Selection(moment=other).versions(made)["version"])
    assert set(differs.gone["version"]) <= stood
    assert stood - set(differs.gone["version"]) | set(differs.come["version"]) == stands
