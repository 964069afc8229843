"""Hunks: what git's `@@` lines say, whatever the content looks like, from however many processes."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from codevoyage_ingest.domain import Span
from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.hunks.columns import HunkColumns
from codevoyage_ingest.hunks.reader import read_hunks
from tests.integration.ingest_git.conftest import Read, cloned
from tests.repositories.history import Delete, History, Put
from tests.repositories.oracle import Oracle
from tests.repositories.patches import Hunk, hunks_of, merged_from

#: Lines that look like git's own.
LOOKALIKES = (
    b"@@ -1 +1 @@",
    b"diff --git a/x b/x",
    b"+++ b/x",
    b"--- a/x",
    b"-- a/x",
    b"\\ No newline at end of file",
    b"0123456789012345678901234567890123456789\0",
    b"",
)


def _hunks(git: Git, order: CommitOrder, *, chunk: int = 1000, processes: int = 2) -> HunkColumns:
    whole = HunkColumns()
    spans = [Span(first=at, end=min(at + chunk, len(order))) for at in range(0, len(order), chunk)]
    for span, found in zip(spans, read_hunks(git, order, spans, processes=processes), strict=True):
        assert all(span.first <= number < span.end for number in found.commits)
        whole.extend(found)
    return whole


def _of(columns: HunkColumns, commit: int) -> dict[int, list[Hunk]]:
    """By ordinal."""
    return {
        ordinal: list(struct.iter_unpack("<4I", packed))
        for number, ordinal, packed in zip(columns.commits, columns.ordinals, columns.hunks, strict=True)
        if number == commit
    }


def _compare(order: CommitOrder, columns: HunkColumns, oracle: Oracle) -> int:
    """How many hunks there were."""
    count = 0
    mainline = set(order.mainline)
    merges = columns.merges
    for number in range(len(order)):
        name = order.id(number).hex()
        rows = [row for row, merge in enumerate(merges.commits) if merge == number]
        if len(order.parents_of(number)) > 1:
            told = merged_from(oracle, name)
            assert [merges.ordinals[row] for row in rows] == list(range(len(told)))
            assert [
                (
                    merges.statuses[row],
                    merges.old_paths[row],
                    merges.paths[row],
                    merges.parents[row],
                    merges.taken_from[row],
                )
                for row in rows
            ] == [change[:5] for change in told]
            # Beside the mainline hunks are told of files alone that no parent has as they are.
            of_each = [
                hunks if number in mainline or parent or not (taken or status == "D") else []
                for status, _, _, parent, taken, hunks in told
            ]
        else:
            assert not rows
            of_each = [hunks for *_, hunks in hunks_of(oracle, name)]
        assert _of(columns, number) == {at: hunks for at, hunks in enumerate(of_each) if hunks}
        count += sum(map(len, of_each))
    return count


def test_hunks_are_those_of_git_for_every_hard_case(hard: Read) -> None:
    columns = _hunks(hard.git, hard.order)
    assert _compare(hard.order, columns, hard.oracle)
    assert columns.merges.commits


@pytest.mark.parametrize(("chunk", "processes"), [(1, 1), (3, 5), (26, 2)])
def test_chunks_and_processes_do_not_change_what_is_read(hard: Read, chunk: int, processes: int) -> None:
    assert _hunks(hard.git, hard.order, chunk=chunk, processes=processes) == _hunks(hard.git, hard.order)


def test_content_that_looks_like_a_patch_is_content(tmp_path: Path) -> None:
    history = History()
    last: tuple[int, ...] = ()
    padding = b"word\n" * 2_000  # a NUL within the first 8,000 bytes would make it a binary
    for turn in range(len(LOOKALIKES)):
        lines = [*LOOKALIKES[turn:], *LOOKALIKES[:turn]]
        end = b"\n" if turn % 2 else b""
        odd = b"odd \n@@ -7 +7 @@\n name" if turn % 3 else b"plain"
        edits = [Put(b"file", padding + b"\n".join(lines) + end), Put(odd, b"%d\n" % turn + b"\n".join(lines))]
        if turn == 4:
            edits.append(Put(b"plain", b"elsewhere", b"120000"))
        last = (history.commit(*edits, *([Delete(b"plain")] if turn == 5 else []), parents=last),)
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    assert _compare(order, _hunks(made.git, order), Oracle(tmp_path / "source"))


def test_a_line_longer_than_any_buffer_is_passed_over(tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"long", b"x" * (5 << 20) + b"\nshort\n"))
    history.commit(Put(b"long", b"y" * (5 << 20) + b"\nshort\nmore"), parents=(first,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    columns = _hunks(made.git, order)
    assert _of(columns, 1) == {0: [(1, 1, 1, 1), (2, 0, 3, 1)]}


def test_hunks_along_a_history_give_the_lines_of_each_state(hard: Read) -> None:
    """On the mainline each state's lines are the state's before, less what its hunks take, and what they give."""
    columns = _hunks(hard.git, hard.order)
    merges = columns.merges
    for before, after in pairwise(hard.order.mainline):
        trees = [
            {entry.path: entry for entry in hard.oracle.tree(hard.order.id(number).hex())} for number in (before, after)
        ]
        if after in merges.commits:
            rows = [row for row, number in enumerate(merges.commits) if number == after and not merges.parents[row]]
            named = [(merges.statuses[row], merges.old_paths[row], merges.paths[row]) for row in rows]
        else:
            named = [change[:3] for change in hunks_of(hard.oracle, hard.order.id(after).hex())]
        hunks = _of(columns, after)
        for ordinal, (status, old_path, path) in enumerate(named):
            old = trees[0][old_path].lines if status != "A" else 0
            new = trees[1][path].lines if status != "D" else 0
            if status != "T" and old is not None and new is not None:
                change = sum(added - removed for _, removed, _, added in hunks.get(ordinal, []))
                assert new - old == change


def test_a_missing_blob_is_said_as_damage(tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"file", b"one\n"))
    history.commit(Put(b"file", b"two\n"), parents=(first,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    oracle = Oracle(tmp_path / "source")
    order = read_order(made.git, made.head.commit_id)
    directory = made.git.directory
    assert directory is not None
    blob = oracle.git("rev-parse", "HEAD~1:file").decode().strip()
    _without(directory, blob)
    with pytest.raises(RepositoryCorrupt):
        _hunks(made.git, order)


def _without(directory: Path, blob: str) -> None:
    """Takes one object out of a repository."""
    packs = list((directory / "objects" / "pack").glob("*.pack"))
    contents = [pack.read_bytes() for pack in packs]
    for file in (directory / "objects" / "pack").iterdir():
        file.unlink()
    for content in contents:
        Oracle(directory).git("unpack-objects", "-q", stdin=content)
    (directory / "objects" / blob[:2] / blob[2:]).unlink()
