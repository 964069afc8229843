"""Changes of non-merge commits: what git's numstat says, in order, from however many processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.order import read_order
from tests.integration.ingest_git.conftest import GitProcesses, Read, cloned
from tests.repositories.history import Delete, History, Put
from tests.repositories.oracle import Counts


def _changes(read: Read, *, chunk: int = 1000, processes: int = 2, counting: bool = False) -> ChangeColumns:
    whole = ChangeColumns()
    spans = range(0, len(read.order), chunk)
    chunks = [read.order.non_merges(first, min(first + chunk, len(read.order))) for first in spans]
    for asked, found in zip(
        chunks, read_changes(read.git, chunks, processes=processes, counting=counting), strict=True
    ):
        assert set(found.commits) <= {number for number, _ in asked}
        whole.extend(found)
    return whole


@pytest.mark.parametrize("counting", [False, True])
def test_changes_equal_numstat_of_each_commit(hard: Read, counting: bool) -> None:
    changes = _changes(hard, counting=counting)
    for number, name in hard.order.non_merges(0, len(hard.order)):
        rows = [row for row in range(len(changes)) if changes.commits[row] == number]
        found = [
            Counts(
                None if changes.insertions[row] == BINARY else changes.insertions[row],
                None if changes.deletions[row] == BINARY else changes.deletions[row],
                changes.old_paths[row] if changes.statuses[row] == "R" else None,
                changes.paths[row],
            )
            for row in rows
        ]
        assert found == hard.oracle.numstat(name.hex())


def test_modes_and_blobs_are_those_of_the_trees(hard: Read) -> None:
    changes = _changes(hard)
    trees = {
        commit: {entry.path: (entry.mode, entry.blob) for entry in hard.oracle.tree(commit)}
        for commit in hard.oracle.commits()
    }
    nothing = (0, "0" * 2 * hard.order.width)
    for row, number in enumerate(changes.commits):
        parents = hard.order.parents_of(number)
        before = trees[parents[0].hex()] if parents else {}
        after = trees[hard.order.id(number).hex()]
        old = (changes.old_modes[row], changes.old_blobs[row].hex())
        new = (changes.modes[row], changes.blobs[row].hex())
        assert old == (nothing if changes.statuses[row] == "A" else before[changes.old_paths[row]])
        assert new == (nothing if changes.statuses[row] == "D" else after[changes.paths[row]])


def test_hard_cases_hold_every_kind_of_change(hard: Read) -> None:
    changes = _changes(hard)
    assert set(changes.statuses) == set("AMDRT")
    assert {score for status, score in zip(changes.statuses, changes.scores, strict=True) if status == "R"} > {100}
    assert not changes.rename_limited


@pytest.mark.parametrize(("chunk", "processes"), [(1, 1), (1, 5), (5, 2), (26, 3)])
def test_chunks_and_processes_do_not_change_what_is_read(hard: Read, chunk: int, processes: int) -> None:
    assert _changes(hard, chunk=chunk, processes=processes) == _changes(hard)


def test_more_pieces_than_may_wait_come_in_order(hard: Read) -> None:
    commits = hard.order.non_merges(0, len(hard.order))
    one = next(read_changes(hard.git, [commits]))
    for found in read_changes(hard.git, [commits] * 150, processes=3):
        assert found == one


def test_commits_whose_renames_are_too_many_are_flagged(tmp_path: Path) -> None:
    history = History()
    start = history.commit(
        *(Put(b"old/%d" % number, _text(number)) for number in range(6)), Put(b"empty one", b""), message=b"Start\n"
    )
    few = history.commit(
        *(edit for number in range(2) for edit in (Delete(b"old/%d" % number), _moved(number))), parents=(start,)
    )
    history.commit(
        *(edit for number in range(2, 6) for edit in (Delete(b"old/%d" % number), _moved(number))),
        Delete(b"empty one"),
        Put(b"empty two", b""),
        parents=(few,),
    )
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    commits = order.non_merges(0, len(order))
    (limited,) = read_changes(made.git, [commits], rename_limit=3)
    (free,) = read_changes(made.git, [commits], rename_limit=4)
    assert (limited.rename_limited, free.rename_limited) == ([2], [])
    assert limited.statuses.count("R") == 3  # the identical ones need no comparison
    assert free.statuses.count("R") == 7
    said = made.git.start("diff-tree", "-r", "-M", "-l3", "--raw", order.id(2).hex())
    with said as process:
        process.output()
    assert b"rename" in process.complaints


def _text(number: int) -> bytes:
    return b"".join(b"file %d line %d\n" % (number * 1000, line * number) for line in range(40))


def _moved(number: int) -> Put:
    return Put(b"new/moved %d" % number, _text(number) + b"and more\n")


def test_leaving_early_ends_every_process(hard: Read, git_processes: GitProcesses) -> None:
    changes = read_changes(hard.git, [hard.order.non_merges(0, 5), hard.order.non_merges(5, 20)])
    next(changes)
    changes.close()
    assert not git_processes.running()
