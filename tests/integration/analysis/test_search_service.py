"""Search from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import search_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.search_service_pb2_grpc import SearchServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import IDS

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def search(processes: Processes, stub: object) -> Iterator[SearchServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield SearchServiceStub(channel)


def test_paths_people_and_commits_are_three_lists(search: SearchServiceStub, name: str) -> None:
    answer = search.Search(pb.SearchRequest(name=name, query=" c\\XFF.txt "), timeout=30)
    [file] = answer.paths
    assert (file.path, file.match, file.language, file.lines) == ("c\\xff.txt", pb.PATH_MATCH_NAME, "Text", 8)
    answer = search.Search(pb.SearchRequest(name=name, query="ann b."), timeout=30)
    [person] = answer.people
    assert (person.person.email, person.match, person.commits) == ("ANN@example.org", pb.PERSON_MATCH_SAME, 2)
    answer = search.Search(pb.SearchRequest(name=name, query=IDS[3].hex()[:8]), timeout=30)
    [commit] = answer.commits
    assert (commit.commit, commit.match, commit.position) == (IDS[3].hex(), pb.COMMIT_MATCH_ID, 2)
    assert (answer.total_commits, answer.total_paths, answer.moment.position) == (1, 0, 3)


def test_lists_go_on_together_and_end_with_the_longest(search: SearchServiceStub, name: str) -> None:
    request = pb.SearchRequest(name=name, query="n", page_size=1)
    pages = []
    while True:
        answer = search.Search(request, timeout=30)
        pages.append(answer)
        if not answer.next_page_token:
            break
        request.page_token = answer.next_page_token
    assert len(pages) == max(pages[0].total_paths, pages[0].total_people, pages[0].total_commits)
    assert sorted(file.path for page in pages for file in page.paths) == ["link", "pic.bin"]


def test_a_kind_and_a_moment_narrow_it(search: SearchServiceStub, name: str) -> None:
    early = selection_pb2.Selection(as_of=selection_pb2.Moment(position=0))
    request = pb.SearchRequest(name=name, query="n", kinds=[pb.SEARCH_KIND_PATHS], selection=early)
    answer = search.Search(request, timeout=30)
    assert [file.path for file in answer.paths] == ["link"]
    assert (answer.total_people, answer.total_commits) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"query": " "}, "query"),
        ({"query": "x" * 201}, "query"),
        ({"query": "x", "kinds": [7]}, "kinds"),
        ({"query": "x", "page_size": 1_001}, "page_size"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    search: SearchServiceStub, name: str, asked: dict[str, object], field: str
) -> None:
    with pytest.raises(grpc.RpcError) as error:
        search.Search(pb.SearchRequest(name=name, **asked), timeout=30)  # type: ignore[arg-type]
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field
