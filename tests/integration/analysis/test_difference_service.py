"""Two moments, and two analyses, from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.difference_service_pb2_grpc import DifferenceServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import IDS

pytestmark = pytest.mark.integration
FIRST = selection_pb2.Moment(position=0)


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def differences(processes: Processes, stub: object) -> Iterator[DifferenceServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield DifferenceServiceStub(channel)


def test_figures_of_both_trees_and_of_what_differs(differences: DifferenceServiceStub, name: str) -> None:
    request = pb.GetDifferenceRequest(name=name, between=pb.Between(before=FIRST))
    answer = differences.GetDifference(request, timeout=30)
    assert (answer.before.commit, answer.after.commit) == (IDS[0].hex(), IDS[4].hex())
    assert (answer.added, answer.removed, answer.moved, answer.changed) == (1, 0, 1, 0)
    assert (answer.grown, answer.shrunk, answer.hotter, answer.new_owners) == (1, 0, 0, 0)
    assert (answer.totals_before.files, answer.totals_before.lines, answer.totals_before.bytes) == (2, 2, 25)
    assert (answer.totals_after.files, answer.totals_after.lines, answer.totals_after.bytes) == (3, 8, 1_085)
    [text, rest] = answer.languages
    assert (text.language, text.files_before, text.lines_before, text.lines_after) == ("Text", 1, 2, 8)
    assert (rest.language, rest.files_before, rest.files_after) == ("", 1, 2)


def test_files_come_in_pages(differences: DifferenceServiceStub, name: str) -> None:
    request = pb.ListDifferingFilesRequest(name=name, between=pb.Between(before=FIRST), page_size=1)
    first = differences.ListDifferingFiles(request, timeout=30)
    request.page_token = first.next_page_token
    second = differences.ListDifferingFiles(request, timeout=30)
    assert (first.total, second.total, second.next_page_token) == (2, 2, "")
    assert (list(first.files.paths), list(first.files.old_paths)) == (["c\\xff.txt"], ["a.txt"])
    assert list(first.files.differences) == [pb.FILE_DIFFERENCE_MOVED]
    assert (list(first.files.lines_before), list(first.files.lines_after)) == ([2], [8])
    assert (list(second.files.paths), list(second.files.bytes_before)) == (["pic.bin"], [-1])
    only = pb.ListDifferingFilesRequest(
        name=name, between=pb.Between(before=FIRST), differences=[pb.FILE_DIFFERENCE_REMOVED]
    )
    assert differences.ListDifferingFiles(only, timeout=30).total == 0


def test_hotter_files_and_new_owners(differences: DifferenceServiceStub, name: str) -> None:
    between = pb.Between(before=FIRST)
    hot = differences.ListHotterFiles(pb.ListHotterFilesRequest(name=name, between=between), timeout=30)
    assert (hot.ranked_before, hot.ranked_after, hot.total) == (1, 1, 0)  # alone, it was and is the hottest
    owners = differences.ListNewOwners(pb.ListNewOwnersRequest(name=name, between=between), timeout=30)
    assert (owners.compared, owners.total) == (2, 0)  # with Ann as co-author of Bob, she has added most lines


def test_two_analyses_are_beside_each_other(differences: DifferenceServiceStub, name: str) -> None:
    request = pb.CompareRepositoriesRequest(name=name, other=name)
    answer = differences.CompareRepositories(request, timeout=30)
    assert answer.first == answer.second
    assert (answer.first.name, answer.first.commits, answer.first.merges) == (name, 5, 1)
    assert (answer.first.totals.files, answer.first.totals.lines) == (3, 8)


@pytest.mark.parametrize(
    ("between", "field"),
    [
        (pb.Between(), "between.before"),
        (pb.Between(before=FIRST, path_prefix="back\\slash"), "between.path_prefix"),
        (pb.Between(before=FIRST, after=selection_pb2.Moment(position=99)), "between.after.position"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    differences: DifferenceServiceStub, name: str, between: pb.Between, field: str
) -> None:
    with pytest.raises(grpc.RpcError) as error:
        differences.GetDifference(pb.GetDifferenceRequest(name=name, between=between), timeout=30)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field


def test_an_analysis_that_is_not_there_is_not_found(differences: DifferenceServiceStub, name: str) -> None:
    for other, code in (("x", grpc.StatusCode.INVALID_ARGUMENT), ("analyses/" + "a" * 16, grpc.StatusCode.NOT_FOUND)):
        with pytest.raises(grpc.RpcError) as error:
            differences.CompareRepositories(pb.CompareRepositoriesRequest(name=name, other=other), timeout=30)
        assert error.value.code() == code
