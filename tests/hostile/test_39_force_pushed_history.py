"""Row 39: a history that was rewritten between the first reading and the second, below a path and at a host."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.exactness.compare import differences
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import SMALL, canonical, moved
from tests.repositories.copies import copied
from tests.repositories.history import ADA, BRIAN, Delete, Edit, History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
COMMON, TOLD = 80, 60
OLD, NEW = b"of the old line", b"of the new line"


def rewritten(path: Path) -> tuple[str, str]:
    """A repository with two lines that part after 80 commits; the head of the old one, and of the new one."""
    history = History()
    last: tuple[int, ...] = ()
    for number in range(COMMON):
        last = (history.commit(Put(b"%d" % (number % 9), b"%d\n" % number * 7), parents=last, author=ADA),)
    for branch, says, author in ((b"old", OLD, BRIAN), (b"new", NEW, ADA)):
        at = last
        for number in range(TOLD):
            renamed: list[Edit] = [Delete(b"3"), Put(says, b"3\n" * 30)] if number == 10 else []
            at = (
                history.commit(
                    Put(b"%d" % (number % 9), b"%b %d\n" % (says, number) * 5),
                    *renamed,
                    parents=at,
                    branch=branch,
                    author=author,
                    message=says,
                ),
            )
    history.write(path)
    return tuple(git(path, "rev-parse", "old", "new").decode().split())  # type: ignore[return-value]


def is_of_the_new_line_alone(facts: Collected, path: Path) -> bool:
    """What git says of the repository as it is, and nothing that only the old line had."""
    assert list(differences(facts, Oracle(path))) == []
    assert OLD not in facts.paths
    assert NEW in facts.paths
    assert {commit.subject for commit in facts.commits} == {"Change something", NEW.decode()}
    return {commit.author for commit in facts.commits} == {(b"Ada Lovelace", b"ada@example.org")}


def test_it_is_read_again_from_the_last_common_commit_and_nothing_stale_is_left(alone: Ingest) -> None:
    path = alone.repositories / "rewritten.git"
    old, new = rewritten(path)
    with alone.worker(**SMALL):  # chunks end below and above the last common commit
        first = read(alone, moved(path, old))
        second = read(alone, moved(path, new))
        fresh = read(alone, copied(path, prefix="fresh"))
        third = read(alone, moved(path, old))
    assert OLD in first.paths
    moved(path, new)
    assert is_of_the_new_line_alone(second, path)
    assert canonical(second) == canonical(fresh)
    # And the old line is still the old line when it comes back.
    assert canonical(third) == canonical(first)


def test_a_hosts_is_read_again_too_from_the_clone_that_was_kept(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    path = tmp_path / "repository.git"
    old, new = rewritten(path)
    kept = {name.removeprefix("CODEVOYAGE_").lower(): value for name, value in SMALL.items()} | {
        "kept_bytes": "1000000"
    }
    with git_host(tmp_path, host_certificate) as host:
        moved(path, old)
        first = attempted_here(alone, source(host.port).address, rules, **kept)
        moved(path, new)
        git(path, "branch", "-D", "old")
        second = attempted_here(alone, source(host.port).address, rules, **kept)
    assert OLD in first.paths
    assert is_of_the_new_line_alone(second, path)
