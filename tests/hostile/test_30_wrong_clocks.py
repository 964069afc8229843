"""Row 30: commits of 1970 and 2100 among those of 2020. That they do not squeeze the page's axis is tested with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from tests.hostile.dates import dated
from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command

pytestmark = pytest.mark.integration
NEW_YEAR_2100 = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
DAY = 86_400
DATES = [0, *(1_600_000_000 + number * DAY for number in range(20)), NEW_YEAR_2100]


def written(path: Path) -> Path:
    return dated(path, *(b" %d +0000" % date for date in DATES)).path


def test_they_are_kept_as_they_are(ingest: Ingest) -> None:
    facts = read(ingest, written(ingest.repositories / "clocks.git"))
    assert [commit.committer_time[0] for commit in facts.commits] == DATES
    assert {commit.odd for commit in facts.commits} == {(False, False)}


def test_each_stands_in_its_own_month(command: Command, tmp_path: Path) -> None:
    run = command.one("analyze", str(written(tmp_path / "clocks.git")))
    with grpc.insecure_channel(f"127.0.0.1:{command.folder.port.read_text().strip()}") as channel:
        timeline = AnalysisServiceStub(channel).GetTimeline(
            pb.GetTimelineRequest(name=run["analysis"], grain=analysis_pb2.GRAIN_MONTH)
        )
    found = [(bucket.start, bucket.commits) for bucket in timeline.buckets]
    assert found == [("1970-01-01", 1), ("2020-09-01", 18), ("2020-10-01", 2), ("2100-01-01", 1)]
