"""Row 18: a HEAD that is missing, that names no commit, or that names one and no branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted, attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git

pytestmark = pytest.mark.integration


def written(path: Path, *branches: bytes, head: str) -> dict[str, str]:
    """A repository with a commit on each branch; the ids by their branches."""
    history = History()
    for branch in branches:
        history.commit(Put(b"name", branch), branch=branch)
    history.write(path, head=head)
    lines = git(path, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").decode().splitlines()
    return {branch: commit for branch, _, commit in (line.rpartition(" ") for line in lines)}


def named(facts: Collected) -> tuple[str, str]:
    """The branch and the commit that were read."""
    return facts.job.head.branch, facts.job.head.commit_id.hex()


@pytest.mark.parametrize(
    ("branches", "chosen"),
    [
        ((b"alpha", b"main", b"master"), "main"),
        ((b"alpha", b"master", b"trunk"), "master"),
        ((b"alpha", b"trunk"), "trunk"),
        ((b"zeta", b"beta", b"gamma"), "beta"),
    ],
)
def test_a_head_that_names_no_commit_gives_way_to_a_usual_branch_or_the_first(
    ingest: Ingest, branches: tuple[bytes, ...], chosen: str
) -> None:
    path = ingest.repositories / f"unborn-{chosen}.git"
    commits = written(path, *branches, head="nowhere")
    facts = read(ingest, path)
    assert named(facts) == (chosen, commits[chosen])
    assert [commit.id for commit in facts.commits] == [commits[chosen]]


def test_a_head_that_names_no_branch_is_read_where_it_is(ingest: Ingest) -> None:
    path = ingest.repositories / "detached.git"
    commits = written(path, b"main", b"side", head="main")
    (path / "HEAD").write_text(f"{commits['side']}\n")
    assert named(read(ingest, path)) == ("", commits["side"])


def test_a_repository_without_a_head_is_none(ingest: Ingest) -> None:
    path = ingest.repositories / "headless.git"
    written(path, b"main", head="main")
    job = ingest.job(path, "headless-before")
    (path / "HEAD").unlink()
    failure = attempted(ingest, ingest.repositories / "headless.git") if job is None else None
    assert failure is None
