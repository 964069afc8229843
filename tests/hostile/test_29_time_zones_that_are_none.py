"""Row 29: a zone of four days and more, of a day, of no hour at all."""

from __future__ import annotations

import pytest

from tests.hostile.dates import dated
from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest

pytestmark = pytest.mark.integration
NONE = (b"+9999", b"-2400", b"+2400", b"+0060", b"-99999999", b"+", b"EST")
#: Odd ones that there are or could be, with their minutes.
SOME = ((b"+1400", 840), (b"-0330", -210), (b"+0545", 345), (b"-2359", -1439), (b"+000", 0))


def test_they_are_read_as_utc_and_flagged(ingest: Ingest) -> None:
    repository = dated(ingest.repositories / "zones.git", *(b" 1600000000 %b" % zone for zone in NONE))
    facts = read(ingest, repository.path)
    assert {commit.author_time for commit in facts.commits} == {(1_600_000_000, 0)}
    assert {commit.committer_time for commit in facts.commits} == {(1_600_000_000, 0)}
    assert [commit.odd for commit in facts.commits] == [(True, True)] * len(NONE)


def test_zones_that_could_be_are_kept(ingest: Ingest) -> None:
    repository = dated(ingest.repositories / "some-zones.git", *(b" 1600000000 %b" % zone for zone, _ in SOME))
    facts = read(ingest, repository.path)
    assert [commit.author_time for commit in facts.commits] == [(1_600_000_000, minutes) for _, minutes in SOME]
    assert {commit.odd for commit in facts.commits} == {(False, False)}
