"""Row 15: a path of 5,000 levels, and names of four kilobytes and more."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.exactness.compare import commit_differences, count_differences
from tests.hostile.reading import attempted, read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.repositories.raw import FILE, FOLDER, Entry, RawRepository

pytestmark = pytest.mark.integration
LEVELS = 5_000
#: A name, a path of several, and a name that is longer than a page of PostgreSQL.
LONG = (b"n" * 4_096, b"/".join([b"p" * 250] * 17), b"v" * 20_000)


def deep(repository: RawRepository, content: bytes) -> str:
    """A tree with one file, 5,000 folders below."""
    entry: Entry = (FILE, b"file", repository.blob(content))
    for _ in range(LEVELS):
        entry = (FOLDER, b"d", repository.tree(entry))
    return repository.tree(entry)


def long(repository: RawRepository, content: bytes) -> str:
    """A tree with the long paths."""
    blob = repository.blob(content)
    entries: list[Entry] = []
    for path in sorted(LONG):
        *folders, name = path.split(b"/")
        entry: Entry = (FILE, name, blob)
        for folder in reversed(folders):
            entry = (FOLDER, folder, repository.tree(entry))
        entries.append(entry)
    return repository.tree(*entries)


def test_a_path_of_5000_levels_is_stored_or_said_to_be_too_deep(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "deep.git")
    repository.commit(deep(repository, b"1\n2\n"), repository.commit(deep(repository, b"1\n")))
    facts = attempted(ingest, repository.path)
    if facts.job.failure.reason:  # git 2.43 and newer go 4,096 levels deep
        assert (facts.job.failure.reason, facts.job.failure.metadata["bound"]) == ("QUOTA_EXCEEDED", "depth of a tree")
        return
    oracle = Oracle(repository.path)
    assert list(commit_differences(facts, oracle)) == []
    assert list(count_differences(facts, oracle)) == []
    assert {version.path for version in facts.versions} == {b"d/" * LEVELS + b"file"}
    assert [version.lines for version in facts.versions] == [1, 2]


def test_long_paths_are_stored(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "long.git")
    repository.commit(long(repository, b"1\n2\n"), repository.commit(long(repository, b"1\n")))
    facts = read_exactly(ingest, repository.path)
    assert set(facts.tree(1)) == set(LONG)


def test_a_whole_run_takes_them(command: Command, tmp_path: Path) -> None:
    repository = RawRepository.at(tmp_path / "long.git")
    repository.commit(long(repository, b"1\n2\n"), repository.commit(long(repository, b"1\n")))
    run = command.one("analyze", str(repository.path))
    assert (run["commits"], run["files"]) == (2, len(LONG))
    paths = [base64.b64decode(line.get("path_bytes", "")) or line["path"].encode()
             for line in command.lines("tree", run["analysis"])]  # fmt: skip
    assert paths == sorted(LONG)
    command.run("tree", run["analysis"])
