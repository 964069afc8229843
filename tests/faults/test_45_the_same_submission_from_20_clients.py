"""Row 45: twenty clients ask for the same at the same time, as one request and as twenty."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from tests.faults.client import CALL_SECONDS, Client
from tests.faults.conftest import Another
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack

pytestmark = pytest.mark.integration
CLIENTS = 20


def test_one_request_sent_twenty_times_is_one_run(
    stack: Stack, client: Client, another_small: Another, recoveries: Recoveries
) -> None:
    source = another_small()
    with recoveries.measured(45, f"one request, sent by {CLIENTS} clients at once, answered to all"):
        answers = _at_once(stack, source, ["the-same-request"] * CLIENTS)
    assert client.succeeded(_name(answers)).submissions == 1
    assert _runs(stack, source) == 1


def test_twenty_requests_for_the_same_are_one_run(
    stack: Stack, client: Client, another_small: Another, recoveries: Recoveries
) -> None:
    source = another_small()
    with recoveries.measured(45, f"{CLIENTS} requests for the same, sent at once, answered to all"):
        answers = _at_once(stack, source, [f"request-{number:02}" for number in range(CLIENTS)])
    assert [answer.shared for answer in answers].count(False) == 1
    assert client.succeeded(_name(answers)).submissions == CLIENTS
    assert _runs(stack, source) == 1


def _at_once(stack: Stack, source: Path, request_ids: Sequence[str]) -> list[pb.CreateAnalysisResponse]:
    """What each client is answered. All have their connection, then all ask."""
    ready = threading.Barrier(len(request_ids), timeout=CALL_SECONDS)

    def ask(request_id: str) -> pb.CreateAnalysisResponse:
        with grpc.insecure_channel(stack.target, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
            grpc.channel_ready_future(channel).result(CALL_SECONDS)
            ready.wait()
            request = pb.CreateAnalysisRequest(source=str(source), request_id=request_id)
            return AnalysisServiceStub(channel).CreateAnalysis(request, timeout=CALL_SECONDS)

    with ThreadPoolExecutor(len(request_ids)) as clients:
        return list(clients.map(ask, request_ids))


def _name(answers: Sequence[pb.CreateAnalysisResponse]) -> str:
    (name,) = {answer.analysis.name for answer in answers}
    return name


def _runs(stack: Stack, source: Path) -> int:
    ((runs,),) = stack.sql(
        "analysis",
        """SELECT count(*) FROM analysis.analyses run JOIN analysis.repositories r ON r.id = run.repository_id
           WHERE r.key = %s""",
        str(source),
    )
    assert isinstance(runs, int)
    return runs
