"""Who wrote each line, on histories small enough to be followed by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from codevoyage_analysis.metrics.survival.changes import Change, Graph, Status
from codevoyage_analysis.metrics.survival.lineage import Lineage
from codevoyage_analysis.metrics.survival.merging import FileUnknown
from codevoyage_analysis.metrics.survival.spans import (
    BEFORE,
    ENDLESS,
    HunksMisfit,
    Spans,
    cut,
    overlaid,
    rewritten,
    written,
)
from codevoyage_analysis.metrics.survival.versions import Versions

Hunk = tuple[int, int, int, int]
STANDS = 0xFFFFFFFF


def hunks(*rows: Hunk) -> np.ndarray:
    return np.array(rows, np.uint32).reshape(-1, 4)


def lines(spans: Spans | None) -> list[int]:
    assert spans is not None
    return np.repeat(spans.origins, spans.counts()).tolist()


def change(
    path: int,
    *rows: Hunk,
    status: Status = Status.MODIFIED,
    parent: int = 0,
    old_path: int | None = None,
    taken_from: int = 0,
    binary: bool = False,
) -> Change:
    old = path if old_path is None else old_path
    return Change(parent, status, path, old, taken_from, binary, hunks(*rows))


def added(path: int, count: int, *, parent: int = 0) -> Change:
    return change(path, *([(0, 0, 1, count)] if count else []), status=Status.ADDED, parent=parent)


def versions(*rows: tuple[int, int, int, int, int]) -> Versions:
    """Rows of (path, file, born, died, lines)."""
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Versions(paths=columns[0], files=columns[1], born=columns[2], died=columns[3], lines=columns[4])


def walked(
    parents: list[tuple[int, ...]], positions: list[int], stood: Versions, changes: dict[int, Sequence[Change]]
) -> Lineage:
    walk = Lineage(Graph(parents=parents, positions=positions), stood)
    walk.take(changes, end=len(parents))
    return walk


def events(walk: Lineage) -> list[tuple[int, int, int, int]]:
    """Rows of (position, path, origin, delta)."""
    found = walk.events()
    columns = (found.positions, found.paths, found.origins, found.deltas)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize(
    ("hunk", "left"),
    [
        ((1, 1, 0, 0), [1, 1, 1]),  # the first line goes
        ((4, 1, 3, 0), [1, 1, 1]),  # the last one
        ((0, 0, 1, 2), [7, 7, 1, 1, 1, 1]),  # before the first
        ((4, 0, 5, 1), [1, 1, 1, 1, 7]),  # after the last
        ((2, 2, 2, 1), [1, 7, 1]),  # two become one
        ((1, 4, 1, 1), [7]),
        ((1, 4, 0, 0), []),
    ],
)
def test_lines_outside_of_a_hunk_stay_whose_they_were(hunk: Hunk, left: list[int]) -> None:
    assert lines(rewritten(written(4, 1), hunks(hunk), origin=7)) == left


def test_several_hunks_count_in_the_lines_before_them() -> None:
    old = rewritten(written(6, 1), hunks((3, 0, 4, 2)), origin=2)
    assert lines(old) == [1, 1, 1, 2, 2, 1, 1, 1]
    new = rewritten(old, hunks((1, 1, 0, 0), (5, 1, 4, 3), (8, 0, 10, 1)), origin=3)
    assert lines(new) == [1, 1, 2, 3, 3, 3, 1, 1, 1, 3]
    assert len(new.ends) == 5


def test_neighbours_of_one_origin_are_one_run() -> None:
    old = rewritten(written(4, 1), hunks((2, 0, 3, 1)), origin=2)
    assert len(rewritten(old, hunks((3, 1, 2, 0)), origin=3).ends) == 1


def test_hunks_beyond_the_file_are_refused() -> None:
    with pytest.raises(HunksMisfit):
        rewritten(written(4, 1), hunks((5, 1, 5, 1)), origin=2)
    with pytest.raises(HunksMisfit):
        overlaid(written(4, 1), written(5, 1), unknown=1)
    with pytest.raises(HunksMisfit):
        cut(written(4, 1), 3)


def test_of_a_file_of_unknown_length_the_rest_is_cut_where_it_is_known_to_end() -> None:
    told = rewritten(written(ENDLESS, BEFORE), hunks((3, 1, 3, 2)), origin=1)
    assert len(told) == ENDLESS
    assert lines(cut(told, 6)) == [BEFORE, BEFORE, 1, 1, BEFORE, BEFORE]
    assert lines(cut(told, 0)) == []


def test_a_rename_keeps_who_wrote_the_lines() -> None:
    walk = walked(
        [(), (0,)],
        [0, 1],
        versions((0, 0, 0, 1, 3), (1, 0, 1, STANDS, 4)),
        {0: [added(0, 3)], 1: [change(1, (1, 0, 2, 1), status=Status.RENAMED, old_path=0)]},
    )
    assert walk.tree().get(0) is None
    assert lines(walk.tree().get(1)) == [0, 1, 0, 0]
    assert events(walk) == [(0, 0, 0, 3), (1, 0, 0, -3), (1, 1, 0, 3), (1, 1, 1, 1)]


def test_files_that_change_places_keep_their_lines() -> None:
    walk = walked(
        [(), (0,)],
        [0, 1],
        versions((0, 0, 0, 1, 1), (1, 1, 0, 1, 2), (0, 1, 1, STANDS, 2), (1, 0, 1, STANDS, 1)),
        {
            0: [added(0, 1), added(1, 2)],
            1: [
                change(0, status=Status.RENAMED, old_path=1),
                change(1, status=Status.RENAMED, old_path=0),
            ],
        },
    )
    assert [lines(walk.tree().get(path)) for path in (0, 1)] == [[0, 0], [0]]


def test_a_line_of_a_side_branch_is_of_the_commit_there_that_wrote_it() -> None:
    #  0 -- 1 ------ 4    commit 1 writes line 1, commits 2 and 3 lines at the end; the merge itself writes one more
    #   \- 2 -- 3 --/
    walk = walked(
        [(), (0,), (0,), (2,), (1, 3)],
        [0, 1, -1, -1, 2],
        versions((0, 0, 0, 1, 3), (0, 0, 1, 2, 4), (0, 0, 2, STANDS, 7)),
        {
            0: [added(0, 3)],
            1: [change(0, (0, 0, 1, 1))],
            2: [change(0, (3, 0, 4, 1))],
            3: [change(0, (4, 0, 5, 1))],
            4: [change(0, (4, 0, 5, 3)), change(0, (0, 0, 1, 1), (5, 0, 7, 1), parent=1)],
        },
    )
    assert lines(walk.tree().get(0)) == [1, 0, 0, 0, 2, 3, 4]
    assert events(walk)[-3:] == [(2, 0, 2, 1), (2, 0, 3, 1), (2, 0, 4, 1)]


def test_what_both_parents_have_is_of_the_first_ones() -> None:
    walk = walked(
        [(), (0,), (0,), (1, 2)],
        [0, 1, -1, 2],
        versions((0, 0, 0, 1, 1), (0, 0, 1, 2, 2), (0, 0, 2, STANDS, 3)),
        {
            0: [added(0, 1)],
            1: [change(0, (1, 0, 2, 1))],
            2: [change(0, (1, 0, 2, 1))],  # the same line
            3: [change(0, (2, 0, 3, 1)), change(0, (2, 0, 3, 1), parent=1)],
        },
    )
    assert lines(walk.tree().get(0)) == [0, 1, 3]


def test_a_file_that_another_parent_has_as_it_is_is_that_parents_whole() -> None:
    # Line 2 stands in the first parent too; git blame does not look there.
    walk = walked(
        [(), (0,), (0,), (1, 2)],
        [0, 1, -1, 2],
        versions((0, 0, 0, 1, 1), (0, 0, 1, 2, 2), (0, 0, 2, STANDS, 3)),
        {
            0: [added(0, 1)],
            1: [change(0, (1, 0, 2, 1))],
            2: [change(0, (1, 0, 2, 2))],
            3: [change(0, (2, 0, 3, 1), taken_from=1)],
        },
    )
    assert lines(walk.tree().get(0)) == [0, 2, 2]
    assert events(walk)[-2:] == [(2, 0, 1, -1), (2, 0, 2, 2)]


def test_a_file_that_was_binary_is_of_the_commit_that_made_it_a_text() -> None:
    walk = walked(
        [(), (0,), (1,)],
        [0, 1, 2],
        versions((0, 0, 0, 1, -1), (0, 0, 1, 2, 2), (0, 0, 2, STANDS, 3)),
        {
            0: [change(0, status=Status.ADDED, binary=True)],
            1: [change(0, binary=True)],
            2: [change(0, (2, 0, 3, 1))],
        },
    )
    assert events(walk) == [(1, 0, 1, 2), (2, 0, 2, 1)]


def test_lines_before_a_cap_are_nobodys() -> None:
    walk = walked(
        [(-1,), (0,)],
        [41, 42],
        versions((0, 0, 41, 42, 4), (1, 1, 41, STANDS, 2), (0, 0, 42, STANDS, 4)),
        {0: [change(0, (1, 1, 1, 1))], 1: [change(0, (3, 1, 3, 1))]},
    )
    assert events(walk) == [
        (41, 0, BEFORE, 3),
        (41, 0, 0, 1),
        (41, 1, BEFORE, 2),
        (42, 0, BEFORE, -1),
        (42, 0, 1, 1),
    ]


def test_a_file_deleted_before_the_cap_does_not_come_back() -> None:
    walk = walked(
        [(-1,), (0,), (1,)],
        [5, 6, 7],
        versions((0, 0, 5, 6, 2), (0, 1, 7, STANDS, 1)),
        {1: [change(0, (1, 2, 0, 0), status=Status.DELETED)], 2: [added(0, 1)]},
    )
    assert events(walk) == [(5, 0, BEFORE, 2), (6, 0, BEFORE, -2), (7, 0, 2, 1)]


def test_facts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FileUnknown):
        walked([(), (0,)], [0, 1], versions(), {1: [change(0, (1, 1, 1, 1))]})
    with pytest.raises(FileUnknown):
        walked([()], [0], versions((0, 0, 0, STANDS, 1)), {})
