"""What is asked of a server while no worker takes it up."""

from __future__ import annotations

import subprocess

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_common.errors import InvalidField
from tests.integration.analysis.calls import create, get, info_of
from tests.integration.analysis.scripted_services import ScriptedIngest

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


def test_a_source_that_is_not_permitted_is_refused_at_once(stub: Stub, ingest: ScriptedIngest) -> None:
    ingest.refuse = InvalidField("source", "something else")
    with pytest.raises(grpc.RpcError) as error:
        create(stub)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).reason == "INVALID_FIELD"
    assert not stub.ListAnalyses(pb.ListAnalysesRequest()).analyses


def test_the_same_request_answers_the_same_run(stub: Stub) -> None:
    first = create(stub, request_id="the-same-id")
    assert create(stub, "/somewhere/", request_id="the-same-id") == first
    with pytest.raises(grpc.RpcError) as error:
        create(stub, max_commits=1, request_id="the-same-id")
    assert error.value.code() == grpc.StatusCode.ALREADY_EXISTS
    assert info_of(error.value).reason == "REQUEST_ID_REUSED"


def test_a_list_comes_newest_first_in_pages_that_fit_together(stub: Stub) -> None:
    # Each with options of its own: otherwise they would share one run.
    names = [create(stub, f"/repository/{number % 2}", max_commits=number + 1) for number in range(5)]
    listed: list[str] = []
    token = ""
    while True:
        page = stub.ListAnalyses(pb.ListAnalysesRequest(page_size=2, page_token=token))
        listed += [run.name for run in page.analyses]
        token = page.next_page_token
        if not token:
            break
    assert listed == names[::-1]
    repository = get(stub, names[0]).repository
    of_one = stub.ListAnalyses(pb.ListAnalysesRequest(repository=repository)).analyses
    assert [run.name for run in of_one] == [names[4], names[2], names[0]]


def test_what_there_is_not_is_not_found(stub: Stub) -> None:
    with pytest.raises(grpc.RpcError) as error:
        get(stub, "analyses/aaaaaaaaaaaaaaaa")
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    assert info_of(error.value).metadata["resource"] == "analyses/aaaaaaaaaaaaaaaa"


def test_a_queued_run_is_cancelled_at_once(stub: Stub) -> None:
    name = create(stub)
    run = stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name)).analysis
    assert run.state == lifecycle_pb2.STATE_CANCELLED
    again = stub.CancelAnalysis(pb.CancelAnalysisRequest(name=name)).analysis
    assert again.state == lifecycle_pb2.STATE_CANCELLED
