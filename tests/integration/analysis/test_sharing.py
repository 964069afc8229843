"""Several requests for the same: one run, which stops when all of them were taken back."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from sqlalchemy import Engine, create_engine

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_analysis.domain import Request
from codevoyage_analysis.store import asking
from codevoyage_analysis.store.asking import Asker
from codevoyage_common.errors import QuotaReached
from tests.integration.analysis.calls import create, get, info_of, watched
from tests.integration.analysis.conftest import Sql
from tests.integration.analysis.scripted_services import ScriptedIngest, until
from tests.integration.real_parts import Database

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]
#: Requests at the same time.
CROWD = 20


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    engine = create_engine(database.sqlalchemy_url("analysis"))
    yield engine
    engine.dispose()


def submitted(stub: Stub, **fields: str) -> pb.CreateAnalysisResponse:
    return stub.CreateAnalysis(pb.CreateAnalysisRequest(source="/somewhere", **fields))


def test_many_requests_at_the_same_time_share_one_run(stub: Stub, sql: Sql) -> None:
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda _: submitted(stub), range(CROWD)))
    assert len({answer.analysis.name for answer in answers}) == 1
    assert len({answer.request_id for answer in answers}) == CROWD
    assert [answer.shared for answer in answers].count(False) == 1
    assert get(stub, answers[0].analysis.name).submissions == CROWD
    assert sql("SELECT count(*) FROM analysis.analyses") == [(1,)]
    assert sql("SELECT count(*), max(seq) FROM analysis.events") == [(CROWD, CROWD)]


def test_the_same_request_at_the_same_time_is_one(stub: Stub, sql: Sql) -> None:
    with ThreadPoolExecutor(CROWD) as crowd:
        answers = list(crowd.map(lambda _: submitted(stub, request_id="the-same-id"), range(CROWD)))
    assert len({answer.analysis.name for answer in answers}) == 1
    assert sql("SELECT count(*) FROM analysis.submissions") == [(1,)]


def test_a_run_stops_with_the_last_request(stub: Stub) -> None:
    first, second = submitted(stub), submitted(stub)
    name = first.analysis.name
    for _ in range(2):  # taking it back twice changes nothing
        withdrawn = stub.WithdrawAnalysis(pb.WithdrawAnalysisRequest(name=name, request_id=first.request_id))
        assert withdrawn.analysis.state == lifecycle_pb2.STATE_QUEUED
        assert withdrawn.analysis.submissions == 1
    withdrawn = stub.WithdrawAnalysis(pb.WithdrawAnalysisRequest(name=name, request_id=second.request_id))
    assert withdrawn.analysis.state == lifecycle_pb2.STATE_CANCELLED
    assert submitted(stub).analysis.name != name


def test_a_request_that_was_never_made_cannot_be_taken_back(stub: Stub) -> None:
    name = create(stub)
    with pytest.raises(grpc.RpcError) as error:
        stub.WithdrawAnalysis(pb.WithdrawAnalysisRequest(name=name, request_id="somebody-else"))
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    assert get(stub, name).state == lifecycle_pb2.STATE_QUEUED


def test_what_has_ended_or_is_being_stopped_is_not_shared(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 3
    first = create(stub)
    until(lambda: get(stub, first).result_revision > 0)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=first))
    second = submitted(stub)
    assert second.analysis.name != first
    assert not second.shared
    assert watched(stub, first).state == lifecycle_pb2.STATE_CANCELLED


def test_other_options_are_another_run(stub: Stub) -> None:
    assert create(stub) != create(stub, max_commits=5)


def test_more_runs_than_the_bound_are_refused(engine: Engine, sql: Sql) -> None:
    def ask(number: int, *, max_commits: int) -> asking.Answer:
        asker = Asker(tenant="default", request_id=f"request-{number}", correlation_id="c", traceparent="", limit=2)
        with engine.begin() as connection:
            return asking.create(connection, Request(source="/somewhere", max_commits=max_commits), asker=asker)

    ask(1, max_commits=1)
    ask(2, max_commits=2)
    assert ask(3, max_commits=2).shared  # costs nothing, and is never refused
    with pytest.raises(QuotaReached) as error:
        ask(4, max_commits=3)
    assert error.value.metadata == {"bound": "runs_going", "value": "2", "unit": "runs"}
    assert sql("SELECT count(*) FROM analysis.analyses") == [(2,)]
    assert sql("SELECT count(*) FROM analysis.submissions") == [(3,)]


def test_a_retry_of_what_somebody_asked_for_anew_names_that_run(stub: Stub) -> None:
    first = create(stub)
    stub.CancelAnalysis(pb.CancelAnalysisRequest(name=first))
    second = create(stub)
    with pytest.raises(grpc.RpcError) as error:
        stub.RetryAnalysis(pb.RetryAnalysisRequest(name=first))
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert info_of(error.value).metadata["analysis"] == second
