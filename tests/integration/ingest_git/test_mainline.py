"""The mainline as intervals: the tree at every one of its commits, path for path, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.domain import STANDS
from codevoyage_ingest.git.blobs import BINARY, count_lines, read_sizes
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.identity import FileIdentities
from codevoyage_ingest.git.lines import BlobLines
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, VersionColumns, read_versions
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.git.runner import Git
from tests.integration.ingest_git.conftest import Read, cloned
from tests.repositories.history import Delete, History, Put, git
from tests.repositories.oracle import Entry, Oracle


def _versions(read: Git, order: CommitOrder, *, size: int = 8000) -> VersionColumns:
    whole = VersionColumns()
    for chunk in read_versions(read, order, size=size):
        for name, column in vars(whole).items():
            column.extend(getattr(chunk, name))
    return whole


def _measured(read: Git, order: CommitOrder, versions: VersionColumns) -> list[tuple[int | None, int | None]]:
    """Bytes and lines of each version: lines along the changes, the rest counted."""
    lines = BlobLines()
    for changes in read_changes(read, [order.non_merges(0, len(order))]):
        lines.add(changes)
    blobs = [blob for blob, mode in zip(versions.blobs, versions.modes, strict=True) if mode != SUBMODULE]
    lines.learn(count_lines(read, lines.to_count(blobs), processes=2))
    sizes = read_sizes(read, list(dict.fromkeys(blobs)))
    found: list[tuple[int | None, int | None]] = []
    for blob, mode in zip(versions.blobs, versions.modes, strict=True):
        if mode == SUBMODULE:
            found.append((None, None))
        elif mode == SYMLINK or lines.lines(blob) == BINARY:
            found.append((sizes[blob], None))
        else:
            found.append((sizes[blob], lines.lines(blob)))
    return found


def assert_every_tree(read: Git, order: CommitOrder, oracle: Oracle) -> None:
    versions = _versions(read, order)
    measures = _measured(read, order, versions)
    mainline = oracle.mainline
    for position in range(order.first_position, len(mainline)):
        tree = [
            Entry(versions.modes[row], versions.blobs[row].hex(), *measures[row], versions.paths[row])
            for row in range(len(versions))
            if versions.born[row] <= position < versions.died[row]
        ]
        assert sorted(tree, key=lambda entry: entry.path) == sorted(
            oracle.tree(mainline[position]), key=lambda entry: entry.path
        )


def test_tree_at_any_mainline_commit_equals_ls_tree(hard: Read) -> None:
    assert_every_tree(hard.git, hard.order, hard.oracle)


@pytest.mark.parametrize("cap", [1, 2, 3, 9, 13, 25])
def test_trees_are_right_with_a_cap_too(hard: Read, cap: int) -> None:
    order = read_order(hard.git, hard.clone.head.commit_id, max_commits=cap)
    assert_every_tree(hard.git, order, hard.oracle)


@pytest.mark.parametrize("size", [1, 10])
def test_versions_come_in_one_order_in_chunks_of_any_size(hard: Read, size: int) -> None:
    chunked, whole = _versions(hard.git, hard.order, size=size), _versions(hard.git, hard.order)
    assert chunked == whole
    rows = list(zip(whole.died, whole.paths, strict=True))
    assert [died for died, _ in rows] == sorted(whole.died)
    assert sorted(path for died, path in rows if died == STANDS) == [path for died, path in rows if died == STANDS]


def test_versions_of_a_path_follow_each_other_and_differ(hard: Read) -> None:
    versions = _versions(hard.git, hard.order)
    last: dict[bytes, tuple[int, int, bytes]] = {}
    for row in sorted(range(len(versions)), key=lambda row: versions.born[row]):
        path, kind = versions.paths[row], (versions.modes[row], versions.blobs[row])
        assert versions.born[row] < versions.died[row]
        if path in last:
            died, *before = last[path]
            assert died <= versions.born[row]
            assert died < versions.born[row] or tuple(before) != kind
        last[path] = (versions.died[row], *kind)
        assert hard.order.mainline[versions.born[row]] == versions.births[row]


def test_more_commits_than_one_question_holds(tmp_path: Path) -> None:
    history, at = History(), ()
    for number in range(300):
        edits = [Put(b"counter", b"%d\n" % number), Put(b"file %d" % number, b"x\n" * number)]
        at = (history.commit(*edits, *([Delete(b"file %d" % (number - 5))] if number > 5 else []), parents=at),)
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    versions = _versions(made.git, read_order(made.git, made.head.commit_id))
    assert (len(versions), versions.died.count(STANDS)) == (600, 7)
    assert [born for path, born in zip(versions.paths, versions.born, strict=True) if path == b"counter"] == list(
        range(300)
    )


def test_identities_follow_renames_on_the_mainline(hard: Read) -> None:
    order = hard.order
    identities = FileIdentities(order.id)
    for changes in read_changes(hard.git, [order.non_merges(0, len(order))]):
        identities.add(changes)
    head, start = order.mainline[-1], order.mainline[0]
    assert identities.at(b"src/main.py", head) == identities.at(b"src/app.py", start)
    assert identities.at(b"lib/right.py", head) == identities.at(b"src/left.py", start)
    assert identities.at(b"lib/far left.py", head) == identities.at(b"src/right.py", start)
    assert identities.at(b"moved/with more space.txt", head) == identities.at(b"with space.txt", start)
    assert identities.at(b"README.md", head) != identities.at(b"README.md", start)
    versions = _versions(hard.git, order)
    evil = {
        identities.at(path, number)
        for path, number in zip(versions.paths, versions.births, strict=True)
        if path == b"evil.txt"
    }
    assert len(evil) == 1


def test_a_file_of_more_than_64_mib_is_binary(tmp_path: Path) -> None:
    history = History()
    start = history.commit(Put(b"large", b"x\n" * (33 << 20)), Put(b"small", b"x\n"))
    history.commit(Put(b"large", b"y\n" * (33 << 20)), Put(b"small", b"y"), parents=(start,))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    versions = _versions(made.git, order)
    found = dict(zip(versions.paths, _measured(made.git, order, versions), strict=True))
    assert found == {b"large": (66 << 20, None), b"small": (1, 1)}
    (large,) = {blob for blob, path in zip(versions.blobs, versions.paths, strict=True) if path == b"large"} - {
        versions.blobs[0]
    }
    assert count_lines(made.git, [large]) == {large: BINARY}


def test_counting_equals_the_oracle_for_every_blob(hard: Read) -> None:
    listed = hard.oracle.git("cat-file", "--batch-all-objects", "--batch-check").decode().splitlines()
    blobs = [bytes.fromhex(line.split()[0]) for line in listed if line.split()[1] == "blob"]
    counted = count_lines(hard.git, blobs, processes=3)
    assert counted == {blob: BINARY if (lines := hard.oracle.lines(blob.hex())) is None else lines for blob in blobs}
    assert read_sizes(hard.git, blobs) == {blob: int(hard.oracle.git("cat-file", "-s", blob.hex())) for blob in blobs}


def test_attributes_of_the_repository_change_no_count(tmp_path: Path) -> None:
    history = History()
    start = history.commit(Put(b".gitattributes", b"* -diff\n*.c diff=evil\n"), Put(b"a.txt", b"1\n2\n"))
    history.commit(Put(b"a.txt", b"1\n2\n3\n"), parents=(start,))
    history.write(tmp_path / "source")
    git(tmp_path, "clone", "--quiet", "source", "tree")
    (tmp_path / "tree" / ".git" / "info" / "attributes").write_text("* -diff\n")
    made = cloned(tmp_path / "tree", tmp_path)
    order = read_order(made.git, made.head.commit_id)
    (changes,) = read_changes(made.git, [order.non_merges(0, 2)])
    assert changes.insertions == [2, 2, 1]
