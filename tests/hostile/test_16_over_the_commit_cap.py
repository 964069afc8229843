"""Row 16: more commits than a cap lets through, whoever set it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
COMMITS, CAP = 300, 40


def written(path: Path) -> Oracle:
    history = History()
    last: tuple[int, ...] = ()
    for number in range(COMMITS):
        last = (history.commit(Put(b"%d" % (number % 7), b"%d\n" % number * 3), parents=last),)
    history.write(path)
    return Oracle(path)


def test_the_newest_are_read_and_it_is_said_so(ingest: Ingest) -> None:
    oracle = written(ingest.repositories / "capped.git")
    facts = read(ingest, oracle.directory, max_commits=CAP)
    assert facts.job.head.truncated
    assert [commit.id for commit in facts.commits] == oracle.commits(f"--max-count={CAP}")
    assert [commit.position for commit in facts.commits] == list(range(COMMITS - CAP, COMMITS))
    newest = {path: version.lines for path, version in facts.tree(COMMITS - 1).items()}
    assert newest == {entry.path: entry.lines for entry in oracle.tree()}


def test_the_operators_cap_holds_for_who_asks_for_more(alone: Ingest) -> None:
    oracle = written(alone.repositories / "capped.git")
    with alone.worker(CODEVOYAGE_MAX_COMMITS=str(CAP)):
        facts = [read(alone, oracle.directory, max_commits=asked) for asked in (0, COMMITS, CAP // 2)]
    assert [len(each.commits) for each in facts] == [CAP, CAP, CAP // 2]
    assert all(each.job.head.truncated for each in facts)


def test_a_history_as_long_as_the_cap_is_whole(ingest: Ingest) -> None:
    oracle = written(ingest.repositories / "just.git")
    assert not read(ingest, oracle.directory, max_commits=COMMITS).job.head.truncated


def test_a_person_is_told(command: Command, tmp_path: Path) -> None:
    oracle = written(tmp_path / "capped.git")
    said = command.run("analyze", str(oracle.directory), "--max-commits", str(CAP)).stdout
    assert f"Of the newest {CAP} commits only: a cap cut the history." in said
    assert f"Only the newest {CAP} commits were read" in said
    assert command.one("analyze", str(oracle.directory), "--max-commits", str(CAP))["truncated"] is True
