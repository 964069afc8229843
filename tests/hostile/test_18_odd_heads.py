"""Row 18: a HEAD that is missing, that names no commit, or that names one and no branch."""

from __future__ import annotations

from pathlib import Path

import grpc
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
    # git calls a commit by the branch that is there too; a commit of no branch has no such name.
    (path / "HEAD").write_text(f"{commits['side']}\n")
    assert named(read(ingest, path)) == ("side", commits["side"])
    git(path, "branch", "-D", "side")
    assert named(read(ingest, path)) == ("", commits["side"])


def test_a_repository_whose_head_is_missing_is_none(ingest: Ingest) -> None:
    path = ingest.repositories / "headless.git"
    written(path, b"main", head="main")
    (path / "HEAD").unlink()
    with pytest.raises(grpc.RpcError, match="no git repository") as refused:
        read(ingest, path)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"not a head\n"])
def test_a_repository_whose_head_is_broken_is_none(ingest: Ingest, content: bytes) -> None:
    path = ingest.repositories / f"broken-head-{len(content)}.git"
    written(path, b"main", head="main")
    (path / "HEAD").write_bytes(content)
    assert attempted(ingest, path).job.failure.reason == "REPOSITORY_NOT_FOUND"


def test_a_head_that_leads_out_of_the_branches_names_no_commit(ingest: Ingest) -> None:
    path = ingest.repositories / "leads-out.git"
    commits = written(path, b"main", head="main")
    (path / "HEAD").write_text("ref: refs/heads/../../config\n")
    assert named(read(ingest, path)) == ("main", commits["main"])


def test_no_branch_at_all_is_no_commit(ingest: Ingest) -> None:
    path = ingest.repositories / "tags-alone.git"
    commits = written(path, b"main", head="main")
    git(path, "tag", "kept", commits["main"])
    git(path, "update-ref", "-d", "refs/heads/main")
    assert named(read(ingest, path)) == ("", "")


@pytest.mark.parametrize(("head", "branch"), [("nowhere", "trunk"), ("detached", "")])
def test_a_host_may_have_such_a_head(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules, head: str, branch: str
) -> None:
    path = tmp_path / "repository.git"
    commits = written(path, b"side", b"trunk", head="nowhere")
    chosen = commits["trunk"]
    if head == "detached":
        chosen = commits["side"]
        (path / "HEAD").write_text(f"{chosen}\n")
        git(path, "branch", "-D", "side")
    with git_host(tmp_path, host_certificate) as host:
        assert named(attempted_here(alone, source(host.port).address, rules)) == (branch, chosen)
