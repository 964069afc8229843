"""Contributors, their network and assisted commits, from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.contributor_service_pb2_grpc import ContributorServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import TIMES

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def people(processes: Processes, stub: object) -> Iterator[ContributorServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield ContributorServiceStub(channel)


def refused(call: Callable[..., Any], request: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        call(request, timeout=30)
    return error.value


def test_everybody_with_what_they_did(people: ContributorServiceStub, name: str) -> None:
    answer = people.ListContributors(pb.ListContributorsRequest(name=name), timeout=30)
    assert (answer.total, answer.bots, answer.moment.position) == (3, 1, 3)
    found = {each.person.name: each for each in answer.contributors}
    assert {
        who: (each.commits, each.co_authored, each.merges, each.insertions, each.deletions, each.files)
        for who, each in found.items()
    } == {"Ann B.": (3, 1, 0, 6, 1, 3), "Bob": (1, 0, 1, 3, 1, 1), "Cy": (1, 0, 0, 4, 0, 1)}
    assert next(iter(found)) == "Ann B."
    ann, cy = found["Ann B."], found["Cy"]
    assert (ann.first_seen.seconds, ann.last_seen.seconds, ann.active_days) == (TIMES[0], TIMES[2], 3)
    assert (ann.owned_files, ann.owned_lines, ann.focus) == (2, 8, 1)
    assert sum(each.insertion_share for each in found.values()) == pytest.approx(1)
    # His commit's time is not known.
    assert (cy.HasField("first_seen"), cy.active_days, cy.person.bot) == (False, 0, True)


def test_pages_in_an_order(people: ContributorServiceStub, name: str) -> None:
    request = pb.ListContributorsRequest(name=name, page_size=2, order=pb.CONTRIBUTOR_ORDER_LAST_SEEN)
    first = people.ListContributors(request, timeout=30)
    request.page_token = first.next_page_token
    second = people.ListContributors(request, timeout=30)
    told = [[each.person.name for each in page.contributors] for page in (first, second)]
    assert (told, second.next_page_token) == ([["Bob", "Ann B."], ["Cy"]], "")


@pytest.mark.parametrize("called", ["ann@example.org", "Ann"])
def test_one_person(people: ContributorServiceStub, name: str, called: str) -> None:
    answer = people.GetContributor(pb.GetContributorRequest(name=name, called=called), timeout=30)
    assert answer.contributor.commits == 3
    assert [(each.month, each.commits, each.insertions) for each in answer.months] == [
        ("2024-01", 1, 3),
        ("2024-02", 2, 3),
    ]
    assert [(each.path, each.commits) for each in answer.files] == [("c\\xff.txt", 2), ("link", 1), ("pic.bin", 1)]
    assert [(each.path, each.commits, each.insertions) for each in answer.folders] == [("", 3, 6)]
    assert [(each.language, each.insertions) for each in answer.languages] == [("Text", 5), ("", 1)]
    number = answer.contributor.person.number
    again = people.GetContributor(pb.GetContributorRequest(name=name, person=number), timeout=30)
    assert again == answer


def test_somebody_who_did_nothing_in_the_selection(people: ContributorServiceStub, name: str) -> None:
    nothing = selection_pb2.Selection(as_of=selection_pb2.Moment(position=0))
    answer = people.GetContributor(pb.GetContributorRequest(name=name, called="Bob", selection=nothing), timeout=30)
    assert (answer.contributor.person.name, answer.contributor.commits, len(answer.months)) == ("Bob", 0, 0)


def test_the_network(people: ContributorServiceStub, name: str) -> None:
    answer = people.GetNetwork(pb.GetNetworkRequest(name=name), timeout=30)
    assert [(node.person.name, node.commits, node.files) for node in answer.nodes] == [("Ann B.", 3, 3), ("Bob", 1, 1)]
    [link] = answer.links
    assert {link.first, link.second} == {node.person.number for node in answer.nodes}
    assert (link.weight, link.files, answer.total_people, answer.total_links, answer.communities) == (1, 1, 2, 1, 1)
    more = people.GetNetwork(pb.GetNetworkRequest(name=name, with_bots=True, links=1), timeout=30)
    assert (len(more.nodes), len(more.links), more.total_links) == (3, 1, 3)


def test_what_programs_helped_to_write(people: ContributorServiceStub, name: str) -> None:
    answer = people.GetAssistedShare(pb.GetAssistedShareRequest(name=name), timeout=30)
    total = answer.total
    assert (total.commits, total.assisted_commits, total.insertions, total.assisted_insertions) == (4, 1, 10, 0)
    assert [(each.month, each.counts.commits, each.counts.assisted_commits) for each in answer.months] == [
        ("2024-01", 1, 0),
        ("2024-02", 2, 1),
    ]
    [program] = answer.programs
    assert (program.program.name, program.commits, answer.undated_commits) == ("Cy", 1, 1)
    assert [each.program for each in answer.months[1].programs] == [program.program.number]


@pytest.mark.parametrize(
    ("method", "request_type", "fields", "field"),
    [
        ("ListContributors", pb.ListContributorsRequest, {"order": 99}, "order"),
        ("ListContributors", pb.ListContributorsRequest, {"page_size": 1_001}, "page_size"),
        ("GetContributor", pb.GetContributorRequest, {}, "called"),
        ("GetContributor", pb.GetContributorRequest, {"person": 3}, "person"),
        ("GetContributor", pb.GetContributorRequest, {"called": "Ann", "top": 101}, "top"),
        ("GetNetwork", pb.GetNetworkRequest, {"people": 501}, "people"),
        ("GetNetwork", pb.GetNetworkRequest, {"people": 1}, "people"),
        ("GetNetwork", pb.GetNetworkRequest, {"links": 20_001}, "links"),
        (
            "GetAssistedShare",
            pb.GetAssistedShareRequest,
            {"selection": selection_pb2.Selection(as_of=selection_pb2.Moment(position=9))},
            "selection.as_of.position",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    people: ContributorServiceStub, name: str, method: str, request_type: Any, fields: dict[str, Any], field: str
) -> None:
    error = refused(getattr(people, method), request_type(name=name, **fields))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error).metadata["field"] == field


def test_nobody_of_that_name_and_no_such_analysis_are_not_found(people: ContributorServiceStub, name: str) -> None:
    nobody = pb.GetContributorRequest(name=name, called="nobody")
    assert refused(people.GetContributor, nobody).code() == grpc.StatusCode.NOT_FOUND
    unknown = pb.GetNetworkRequest(name="analyses/" + "a" * 16)
    assert refused(people.GetNetwork, unknown).code() == grpc.StatusCode.NOT_FOUND
