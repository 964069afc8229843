"""Row 23: a repository of SHA-256 ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import Delete, History, Link, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def history() -> History:
    """With a rename, a merge and a submodule."""
    found = History()
    start = found.commit(Put(b"a", b"1\n2\n3\n4\n"), Link(b"module", "1" * 64))
    side = found.commit(Put(b"side", b"1\n"), parents=(start,), branch=b"side")
    moved = found.commit(Delete(b"a"), Put(b"b", b"1\n2\n3\n5\n"), parents=(start,))
    found.commit(Put(b"side", b"1\n"), parents=(moved, side))
    return found


def test_it_is_read_with_ids_of_64_digits(ingest: Ingest) -> None:
    path = ingest.repositories / "sha256.git"
    history().write(path, object_format="sha256")
    facts = read_exactly(ingest, path)
    assert facts.job.head.object_format == "sha256"
    assert {len(commit.id) for commit in facts.commits} == {64}
    assert {len(version.blob) for version in facts.versions} == {64}
    renamed = [change for of_one in facts.changes.values() for change in of_one if change.status == "RENAMED"]
    assert [(change.old_path, change.path) for change in renamed] == [(b"a", b"b")]


def test_the_command_shows_it_as_any_other(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "sha256.git"
    history().write(path, object_format="sha256")
    found = command.one("analyze", str(path))
    oracle = Oracle(path)
    assert found["head"] == oracle.head
    assert len(oracle.head) == 64
    tree = command.lines("tree", found["analysis"])
    assert [line["blob"] for line in tree] == [entry.blob for entry in oracle.tree()]
