"""Owners and bus factors, from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def ownership(processes: Processes, stub: object) -> Iterator[OwnershipServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield OwnershipServiceStub(channel)


def refused(call: Callable[..., Any], request: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        call(request, timeout=30)
    return error.value


def test_owners_of_files_in_pages(ownership: OwnershipServiceStub, name: str) -> None:
    request = pb.ListFileOwnersRequest(name=name, shares=20, page_size=1)
    first = ownership.ListFileOwners(request, timeout=30)
    assert (first.moment.position, first.total, first.without_owner) == (3, 2, 1)  # pic.bin is binary
    [owned] = first.files
    people = {person.number: (person.name, person.bot) for person in first.people}
    # Ann 2, Bob 3 together with Ann, Cy 4: 12 lines that are somebody's.
    assert owned.path == "c\\xff.txt"
    assert people[owned.ownership.main] == ("Ann B.", False)
    assert (owned.ownership.share, owned.ownership.people) == (pytest.approx(5 / 12), 3)
    assert owned.ownership.fractal == pytest.approx(1 - (25 + 16 + 9) / 144)
    shares = [(people[each.person], each.insertions) for each in owned.shares]
    assert shares == [(("Ann B.", False), 5), (("Cy", True), 4), (("Bob", False), 3)]
    assert sum(each.share for each in owned.shares) == pytest.approx(1)
    request.page_token = first.next_page_token
    second = ownership.ListFileOwners(request, timeout=30)
    assert ([each.path for each in second.files], second.next_page_token) == (["link"], "")


def test_main_owners_alone_unless_shares_are_asked_for(ownership: OwnershipServiceStub, name: str) -> None:
    files = ownership.ListFileOwners(pb.ListFileOwnersRequest(name=name), timeout=30)
    assert [(each.path, len(each.shares)) for each in files.files] == [("c\\xff.txt", 0), ("link", 0)]
    assert {each.ownership.main for each in files.files} == {person.number for person in files.people}
    folders = ownership.ListFolderOwners(pb.ListFolderOwnersRequest(name=name), timeout=30)
    assert [(each.folder, len(each.shares)) for each in folders.folders] == [("", 0)]
    assert [person.number for person in folders.people] == [folders.folders[0].ownership.main]


def test_owners_of_folders(ownership: OwnershipServiceStub, name: str) -> None:
    answer = ownership.ListFolderOwners(pb.ListFolderOwnersRequest(name=name, shares=1), timeout=30)
    [owned] = answer.folders
    assert (owned.folder, owned.files, answer.without_owner) == ("", 2, 1)
    assert (owned.shares[0].insertions, owned.ownership.share) == (6, pytest.approx(6 / 13))
    assert [person.name for person in answer.people] == ["Ann B."]


def test_the_bus_factor_of_what_is_ours(ownership: OwnershipServiceStub, name: str) -> None:
    answer = ownership.GetBusFactor(pb.GetBusFactorRequest(name=name, depth=1), timeout=30)
    whole = answer.whole
    # The text is documentation; Ann created the other two.
    assert (whole.bus_factor, whole.files, whole.with_author, answer.files_left_out) == (1, 2, 2, 1)
    assert list(whole.coverage) == [0]
    assert [person.email for person in answer.people] == ["ANN@example.org"]
    assert [(each.folder, each.bus_factor) for each in answer.folders] == [("", whole)]


def test_the_bus_factor_over_time(ownership: OwnershipServiceStub, name: str) -> None:
    answer = ownership.GetBusFactorHistory(pb.GetBusFactorHistoryRequest(name=name, steps=3), timeout=30)
    assert [(step.moment.position, step.bus_factor, step.files, step.authors) for step in answer.steps] == [
        (0, 1, 1, 1),
        (1, 1, 1, 1),
        (3, 1, 2, 1),
    ]
    years = ownership.GetBusFactorHistory(pb.GetBusFactorHistoryRequest(name=name, year_ends=True), timeout=30)
    assert [step.moment.position for step in years.steps] == [3]


@pytest.mark.parametrize("who", ["ann@example.org", "Ann", "ann b."])
def test_what_is_orphaned_when_somebody_leaves(ownership: OwnershipServiceStub, name: str, who: str) -> None:
    answer = ownership.ListOrphanedFiles(pb.ListOrphanedFilesRequest(name=name, leaving_named=[who]), timeout=30)
    assert [(file.path, file.lines) for file in answer.files] == [("link", 0), ("pic.bin", 0)]
    assert (answer.total, answer.looked_at, answer.with_author) == (2, 2, 2)
    [left] = answer.leaving
    again = ownership.ListOrphanedFiles(pb.ListOrphanedFilesRequest(name=name, leaving=[left.number]), timeout=30)
    assert again == answer


def test_nothing_is_orphaned_by_somebody_who_is_author_of_nothing(ownership: OwnershipServiceStub, name: str) -> None:
    request = pb.ListOrphanedFilesRequest(name=name, leaving_named=["bob@example.org"])
    assert ownership.ListOrphanedFiles(request, timeout=30).total == 0


def test_nobody_of_that_name_is_not_found(ownership: OwnershipServiceStub, name: str) -> None:
    request = pb.ListOrphanedFilesRequest(name=name, leaving_named=["nobody@example.org"])
    assert refused(ownership.ListOrphanedFiles, request).code() == grpc.StatusCode.NOT_FOUND
    unknown = pb.ListFileOwnersRequest(name="analyses/" + "a" * 16)
    assert refused(ownership.ListFileOwners, unknown).code() == grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    ("method", "request_type", "fields", "field"),
    [
        ("ListFileOwners", pb.ListFileOwnersRequest, {"shares": 21}, "shares"),
        ("ListFileOwners", pb.ListFileOwnersRequest, {"page_size": 1_001}, "page_size"),
        ("ListFileOwners", pb.ListFileOwnersRequest, {"page_token": "x"}, "page_token"),
        ("ListFolderOwners", pb.ListFolderOwnersRequest, {"depth": 21}, "depth"),
        ("GetBusFactor", pb.GetBusFactorRequest, {"depth": -1}, "depth"),
        ("GetBusFactorHistory", pb.GetBusFactorHistoryRequest, {"steps": 1}, "steps"),
        ("GetBusFactorHistory", pb.GetBusFactorHistoryRequest, {"steps": 101}, "steps"),
        ("ListOrphanedFiles", pb.ListOrphanedFilesRequest, {}, "leaving"),
        ("ListOrphanedFiles", pb.ListOrphanedFilesRequest, {"leaving": [99]}, "leaving"),
        ("ListOrphanedFiles", pb.ListOrphanedFilesRequest, {"leaving": [0] * 1_001}, "leaving"),
        (
            "GetBusFactor",
            pb.GetBusFactorRequest,
            {"selection": selection_pb2.Selection(path_prefix="back\\slash")},
            "selection.path_prefix",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    ownership: OwnershipServiceStub, name: str, method: str, request_type: Any, fields: dict[str, Any], field: str
) -> None:
    error = refused(getattr(ownership, method), request_type(name=name, **fields))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error).metadata["field"] == field
