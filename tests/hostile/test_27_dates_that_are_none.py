"""Row 27: dates that are negative, missing, or no numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.dates import dated
from tests.hostile.reading import attempted_here, read
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
NONE = (b" -1 +0000", b"", b" ", b" yesterday +0000", b" +0100", b" -99999999999999999999 +0000", b" 0x10 +0000")


def test_they_are_kept_as_unknown_and_flagged(ingest: Ingest) -> None:
    repository = dated(ingest.repositories / "none.git", b" 1600000000 +0000", *NONE)
    facts = read(ingest, repository.path)
    usual, *unknown = facts.commits
    assert (usual.author_time, usual.odd) == ((1_600_000_000, 0), (False, False))
    assert {commit.author_time[0] for commit in unknown} == {None}
    assert {commit.committer_time[0] for commit in unknown} == {None}
    assert {commit.odd for commit in unknown} == {(True, True)}
    assert {Oracle(repository.path).show(commit.id, "%at") for commit in unknown} == {b""}
    assert {commit.author for commit in facts.commits} == {(b"Ada Lovelace", b"ada@example.org")}


def test_a_host_may_have_them(alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules) -> None:
    dated(tmp_path / "repository.git", b" 1600000000 +0000", b" -1 +0000", b" yesterday +0000", b" 0001600000000 +0000")
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert [commit.author_time[0] for commit in facts.commits] == [1_600_000_000, None, None, 1_600_000_000]


def test_they_are_told_to_a_person_and_stand_in_no_month(command: Command, tmp_path: Path) -> None:
    repository = dated(tmp_path / "none.git", b" 1600000000 +0000", b" -1 +0000", b" yesterday +0000")
    said = command.run("analyze", str(repository.path)).stdout
    assert "2 commits have a date or a time zone that cannot be" in said
    assert "2 commits have no usable date and stand in no month." in said
    assert "2020-09-13 to 2020-09-13" in said
