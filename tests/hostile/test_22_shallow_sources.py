"""Row 22: a source that lacks the beginning of its history."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put, git

pytestmark = pytest.mark.integration
COMMITS, DEPTH = 50, 7


def shallow(path: Path) -> list[str]:
    """A repository with the newest commits of fifty; their ids, the oldest first."""
    whole = path.with_name(f"whole-{path.name}")
    history = History()
    last: tuple[int, ...] = ()
    for number in range(COMMITS):
        last = (history.commit(Put(b"file", b"line\n" * (number + 1)), Put(b"%d" % number, b"1\n"), parents=last),)
    history.write(whole)
    git(path.parent, "clone", "--quiet", "--bare", f"--depth={DEPTH}", f"file://{whole}", str(path))
    return git(path, "rev-list", "--reverse", "HEAD").decode().split()


def is_shallow(facts: Collected, commits: list[str]) -> bool:
    assert facts.job.head.shallow
    assert not facts.job.head.truncated
    assert [commit.id for commit in facts.commits] == commits
    assert facts.commits[0].parents == ()
    # The oldest commit of which there is something is compared with nothing.
    assert len(facts.changes[commits[0]]) == COMMITS - DEPTH + 2
    return len(facts.tree(DEPTH - 1)) == COMMITS + 1


def test_what_is_there_is_read_and_it_is_said_that_it_is_not_all(ingest: Ingest) -> None:
    path = ingest.repositories / "shallow.git"
    commits = shallow(path)
    assert is_shallow(read(ingest, path), commits)


def test_a_host_may_have_a_shallow_one(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    commits = shallow(tmp_path / "repository.git")
    with git_host(tmp_path, host_certificate) as host:
        assert is_shallow(attempted_here(alone, source(host.port).address, rules), commits)


def test_figures_are_worded_as_the_least_that_there_is(command: Command, tmp_path: Path) -> None:
    shallow(tmp_path / "shallow.git")
    said = command.run("analyze", str(tmp_path / "shallow.git")).stdout
    assert "The repository is a shallow clone: every number is at least this." in said
    assert f"At least {DEPTH} commits made by 1 person" in said
    assert f"≥ {DEPTH}" in command.run("runs").stdout
