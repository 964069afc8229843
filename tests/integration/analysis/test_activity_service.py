"""Activity from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import activity_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.activity_service_pb2_grpc import ActivityServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import IDS, TIMES

pytestmark = pytest.mark.integration
#: 2024-01-29 and 2024-02-05, Mondays.
WEEKS = [1_706_486_400, 1_707_091_200]


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def activities(processes: Processes, stub: object) -> Iterator[ActivityServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield ActivityServiceStub(channel)


def test_weeks_with_what_was_done_and_what_stood(activities: ActivityServiceStub, name: str) -> None:
    request = pb.GetActivityRequest(name=name, grain=pb.ACTIVITY_GRAIN_WEEK)
    answer = activities.GetActivity(request, timeout=30)
    assert (answer.moment.commit, answer.grain) == (IDS[4].hex(), pb.ACTIVITY_GRAIN_WEEK)
    columns = answer.buckets
    assert list(columns.starts) == WEEKS
    assert (list(columns.commits), list(columns.merges)) == ([3, 1], [0, 1])
    assert (list(columns.insertions), list(columns.deletions)) == ([6, 0], [1, 0])
    assert (list(columns.people), list(columns.files_touched)) == ([2, 1], [3, 0])
    # Commit 4, whose time is not known, counts for the clock as the one before it: what it made stood in its week.
    assert (list(columns.files), list(columns.lines)) == ([2, 3], [4, 8])
    assert answer.undated_commits == 1
    [era] = answer.eras
    assert (era.start.seconds, era.label) == (TIMES[0], "The beginning, most of it by one person")
    [release] = answer.releases
    assert (release.tag, release.commit, release.position) == ("v1.0", IDS[1].hex(), 1)


def test_a_folder_has_its_own(activities: ActivityServiceStub, name: str) -> None:
    selection = selection_pb2.Selection(path_prefix="pic.bin", as_of=selection_pb2.Moment(position=2))
    answer = activities.GetActivity(pb.GetActivityRequest(name=name, selection=selection), timeout=30)
    assert (answer.grain, list(answer.buckets.starts)) == (pb.ACTIVITY_GRAIN_DAY, [TIMES[2] // 86_400 * 86_400])
    assert (list(answer.buckets.commits), list(answer.buckets.files), answer.undated_commits) == ([1], [0], 0)


@pytest.mark.parametrize(
    ("request_", "code", "field"),
    [
        (pb.GetActivityRequest(grain=9), grpc.StatusCode.INVALID_ARGUMENT, "grain"),  # type: ignore[arg-type]
        (
            pb.GetActivityRequest(selection=selection_pb2.Selection(path_prefix="back\\slash")),
            grpc.StatusCode.INVALID_ARGUMENT,
            "selection.path_prefix",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    activities: ActivityServiceStub, name: str, request_: pb.GetActivityRequest, code: grpc.StatusCode, field: str
) -> None:
    request_.name = name
    with pytest.raises(grpc.RpcError) as error:
        activities.GetActivity(request_, timeout=30)
    assert error.value.code() == code
    assert info_of(error.value).metadata["field"] == field
