"""Hotspots and histories of files from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.hotspot_service_pb2_grpc import HotspotServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import FILES, IDS, TIMES

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def hotspots(processes: Processes, stub: object) -> Iterator[HotspotServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield HotspotServiceStub(channel)


def test_what_was_changed_and_is_measured_is_ranked(hotspots: HotspotServiceStub, name: str) -> None:
    answer = hotspots.ListHotspots(pb.ListHotspotsRequest(name=name, trend_points=2), timeout=30)
    [only] = answer.hotspots
    assert (only.path, only.identity, only.language) == ("c\\xff.txt", FILES[0].hex(), "Text")
    assert (only.revisions, only.complexity, only.lines, only.score, only.recent) == (3, 6, 8, 1, 1)
    # Its newest change has no time that is known.
    assert only.last_change.seconds == TIMES[1]
    assert (answer.ranked, answer.gone, answer.vendored, answer.generated, answer.unmeasured) == (1, 0, 0, 0, 2)
    assert [end.seconds for end in answer.trend_ends] == [(TIMES[0] + TIMES[3]) // 2, TIMES[3]]  # type: ignore[operator]
    assert (list(only.revision_trend), list(only.complexity_trend)) == ([2, 0], [6, 6])


def test_how_a_file_came_to_be(hotspots: HotspotServiceStub, name: str) -> None:
    request = pb.GetFileHistoryRequest(name=name, selection=selection_pb2.Selection(path_prefix="c\\xff.txt"))
    answer = hotspots.GetFileHistory(request, timeout=30)
    assert [each.commit for each in answer.revisions] == [IDS[4].hex(), IDS[1].hex(), IDS[0].hex()]
    assert [each.path for each in answer.revisions] == ["c\\xff.txt", "a.txt", "a.txt"]
    assert [(each.insertions, each.deletions) for each in answer.revisions] == [(4, 0), (3, 1), (2, 0)]
    assert [each.HasField("time") for each in answer.revisions] == [False, True, True]
    assert [(each.position, each.lines) for each in answer.versions] == [(0, 2), (1, 4), (3, 8)]
    assert [each.end_position for each in answer.versions] == [1, 3, 0]
    assert (answer.total, answer.standing, answer.identity) == (3, True, FILES[0].hex())


def test_pages_of_revisions_join_to_all_of_them(hotspots: HotspotServiceStub, name: str) -> None:
    request = pb.GetFileHistoryRequest(name=name, selection=selection_pb2.Selection(path_prefix="a.txt"), page_size=1)
    found, totals = [], set()
    while True:
        answer = hotspots.GetFileHistory(request, timeout=30)
        found += [each.commit for each in answer.revisions]
        totals.add((answer.total, len(answer.versions), answer.standing))
        if not answer.next_page_token:
            break
        request.page_token = answer.next_page_token
    assert (found, totals) == ([IDS[4].hex(), IDS[1].hex(), IDS[0].hex()], {(3, 3, True)})


def test_of_an_earlier_moment(hotspots: HotspotServiceStub, name: str) -> None:
    selection = selection_pb2.Selection(path_prefix="a.txt", as_of=selection_pb2.Moment(position=1))
    answer = hotspots.GetFileHistory(pb.GetFileHistoryRequest(name=name, selection=selection), timeout=30)
    assert (answer.total, len(answer.versions), answer.standing) == (2, 2, True)


@pytest.mark.parametrize("path", ["no-such-file", "a.tx", "c\\xff.txt"])
def test_a_file_that_was_never_called_so_is_not_found(hotspots: HotspotServiceStub, name: str, path: str) -> None:
    selection = selection_pb2.Selection(path_prefix=path, as_of=selection_pb2.Moment(position=1))
    with pytest.raises(grpc.RpcError) as error:
        hotspots.GetFileHistory(pb.GetFileHistoryRequest(name=name, selection=selection), timeout=30)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    assert path in error.value.details()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (pb.ListHotspotsRequest(trend_points=61), "trend_points"),
        (pb.ListHotspotsRequest(order=9), "order"),  # type: ignore[arg-type]
        (pb.ListHotspotsRequest(page_size=10_001), "page_size"),
        (pb.ListHotspotsRequest(page_size=1_001, trend_points=1), "page_size"),
        (pb.GetFileHistoryRequest(), "selection.path_prefix"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    hotspots: HotspotServiceStub,
    name: str,
    request_: pb.ListHotspotsRequest | pb.GetFileHistoryRequest,
    field: str,
) -> None:
    request_.name = name
    ask = hotspots.ListHotspots if isinstance(request_, pb.ListHotspotsRequest) else hotspots.GetFileHistory
    with pytest.raises(grpc.RpcError) as error:
        ask(request_, timeout=30)  # type: ignore[arg-type]
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field
