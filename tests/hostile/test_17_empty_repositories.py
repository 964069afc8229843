"""Row 17: a repository without a commit, from a path and from a host."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_ingest.egress.rules import EgressRules
from tests.exactness.collected import Collected
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import git

pytestmark = pytest.mark.integration


def is_empty(facts: Collected) -> bool:
    assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED, facts.job.failure
    return facts.job.head.commit_id == b"" and not (facts.commits or facts.versions or facts.paths)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_it_is_read_with_nothing_in_it(ingest: Ingest, object_format: str) -> None:
    path = ingest.repositories / f"empty-{object_format}.git"
    git(ingest.repositories, "init", "--quiet", "--bare", f"--object-format={object_format}", str(path))
    assert is_empty(read(ingest, path))


def test_a_host_may_have_an_empty_one(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "repository.git")
    with git_host(tmp_path, host_certificate) as host:
        assert is_empty(attempted_here(alone, source(host.port).address, rules))


def test_a_person_is_told_that_it_is_empty(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "nothing.git"
    git(tmp_path, "init", "--quiet", "--bare", str(path))
    run = command.one("analyze", str(path))
    assert (run["state"], run["commits"], run["files"], run["head"]) == ("SUCCEEDED", 0, 0, "")
    assert command.lines("tree", run["analysis"]) == []
    said = command.run("analyze", str(path)).stdout
    assert "The repository is empty: it has no commit yet." in said
    assert "empty: it has no commit yet" in command.run("show", run["analysis"]).stdout
    (listed,) = [line for line in command.run("runs").stdout.splitlines() if run["analysis"].partition("/")[2] in line]
    assert " empty " in listed
