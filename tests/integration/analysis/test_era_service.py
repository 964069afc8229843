"""Eras and turning points from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import activity_service_pb2
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import era_service_pb2 as pb
from codevoyage.analysis.v1.era_service_pb2_grpc import EraServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import IDS, TIMES

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def eras(processes: Processes, stub: object) -> Iterator[EraServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield EraServiceStub(channel)


def test_a_history_of_a_week_is_one_era(eras: EraServiceStub, name: str) -> None:
    answer = eras.ListEras(pb.ListErasRequest(name=name), timeout=30)
    assert (answer.moment.commit, answer.grain) == (IDS[4].hex(), activity_service_pb2.ACTIVITY_GRAIN_WEEK)
    assert answer.undated_commits == 1
    [era] = answer.eras
    assert (era.start.seconds, era.end.seconds) == (TIMES[0], (TIMES[3] or 0) + 1)
    assert (era.commits, era.merges, era.commits_a_month) == (4, 1, 4.0)
    assert (era.insertions, era.deletions, era.people, era.newcomers) == (6, 1, 2, 2)
    assert [(each.person.email, each.commits) for each in era.leaders] == [
        ("ANN@example.org", 2),
        ("bob@example.org", 1),
    ]


def test_a_history_of_a_week_has_no_turning_points_and_says_what_one_would_be(eras: EraServiceStub, name: str) -> None:
    request = pb.ListTurningPointsRequest(name=name, kinds=[pb.TURNING_POINT_KIND_MOVES])
    answer = eras.ListTurningPoints(request, timeout=30)
    assert (list(answer.turning_points), answer.total, answer.next_page_token) == ([], 0, "")
    [threshold] = answer.thresholds
    assert (threshold.kind, threshold.amount, threshold.share) == (pb.TURNING_POINT_KIND_MOVES, 10, 0.02)
    assert threshold.commits == 1


@pytest.mark.parametrize(
    ("narrowed", "field"),
    [({"kinds": [99]}, "kinds"), ({"kinds": [0]}, "kinds"), ({"page_size": -1}, "page_size")],
)
def test_what_cannot_be_meant_is_refused(
    eras: EraServiceStub, name: str, narrowed: dict[str, object], field: str
) -> None:
    with pytest.raises(grpc.RpcError) as error:
        eras.ListTurningPoints(pb.ListTurningPointsRequest(name=name, **narrowed), timeout=30)  # type: ignore[arg-type]
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field
