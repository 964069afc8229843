"""Row 28: a date of twenty digits, of the year 10000, of a million digits."""

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

pytestmark = pytest.mark.integration
#: 9999-12-31 23:59:59 UTC.
LAST = 253_402_300_799


def test_they_become_the_last_second_of_the_year_9999_and_are_flagged(ingest: Ingest) -> None:
    repository = dated(
        ingest.repositories / "beyond.git",
        b" %d +0000" % LAST,
        b" %d +0000" % (LAST + 1),
        b" 12345678901234567890 +0000",
        b" %b +0000" % (b"9" * 1_000_000),
        b" 1600000000 +0000",
    )
    facts = read(ingest, repository.path)
    assert [commit.author_time for commit in facts.commits] == [(LAST, 0)] * 4 + [(1_600_000_000, 0)]
    assert [commit.committer_time for commit in facts.commits] == [commit.author_time for commit in facts.commits]
    assert [commit.odd for commit in facts.commits] == [(odd, odd) for odd in (False, True, True, True, False)]


def test_a_host_may_have_them(alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules) -> None:
    dated(tmp_path / "repository.git", b" 12345678901234567890 +9999", b" %d -2400" % (LAST + 1))
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert [commit.author_time for commit in facts.commits] == [(LAST, 0)] * 2


def test_a_whole_run_takes_them(command: Command, tmp_path: Path) -> None:
    repository = dated(tmp_path / "beyond.git", b" 1600000000 +0000", b" 12345678901234567890 +0000")
    said = command.run("analyze", str(repository.path)).stdout
    assert "2020-09-13 to 9999-12-31" in said
    assert "1 commit has a date or a time zone that cannot be" in said
