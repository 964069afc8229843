"""Row 21: a repository that shows another history than the one that it has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git

pytestmark = pytest.mark.integration


def real(path: Path) -> list[str]:
    """Ids of the four commits of a new repository, the first one first."""
    history = History()
    last: tuple[int, ...] = ()
    for number in range(4):
        last = (history.commit(Put(b"file", b"%d\n" % number), parents=last),)
    history.write(path)
    return git(path, "rev-list", "--reverse", "HEAD").decode().split()


def replaced(path: Path, commits: list[str]) -> None:
    """The third commit has no parent any more, and the first one's content is another one."""
    other = git(path, "hash-object", "-w", "--stdin", stdin=b"never written\n" * 99).decode().strip()
    blob = git(path, "rev-parse", f"{commits[0]}:file").decode().strip()
    git(path, "replace", blob, other)
    git(path, "replace", "--graft", commits[2])
    assert int(git(path, "rev-list", "--count", "HEAD")) == 2  # what git shows to whoever asks plainly


def grafted(path: Path, commits: list[str]) -> None:
    """The newest commit's parent is the first one."""
    (path / "info").mkdir(exist_ok=True)
    (path / "info" / "grafts").write_text(f"{commits[3]} {commits[0]}\n")
    assert int(git(path, "rev-list", "--count", "HEAD")) == 2


def is_real(facts: Collected, commits: list[str]) -> bool:
    lines = [[change.insertions for change in facts.changes[commit]] for commit in commits]
    return [commit.id for commit in facts.commits] == commits and lines == [[1]] * 4


@pytest.mark.parametrize(("name", "pretend"), [("replaced", replaced), ("grafted", grafted)])
def test_the_real_one_is_read(ingest: Ingest, name: str, pretend: Callable[[Path, list[str]], None]) -> None:
    path = ingest.repositories / f"{name}.git"
    commits = real(path)
    pretend(path, commits)
    assert is_real(read(ingest, path), commits)


def test_replacements_that_a_host_offers_are_left_there(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    commits = real(tmp_path / "repository.git")
    replaced(tmp_path / "repository.git", commits)
    with git_host(tmp_path, host_certificate) as host:
        assert is_real(attempted_here(alone, source(host.port).address, rules), commits)
