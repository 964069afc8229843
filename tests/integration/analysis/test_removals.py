"""A deleted repository: out of sight at once, then gone, here and in the other services."""

from __future__ import annotations

import subprocess

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, get, watched
from tests.integration.analysis.conftest import TABLES, Sql
from tests.integration.analysis.scripted_services import ScriptedIngest, ScriptedInsights, until

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


def delete(stub: Stub, repository: str) -> int:
    return stub.DeleteRepository(pb.DeleteRepositoryRequest(name=repository)).analyses


def left(sql: Sql) -> dict[str, object]:
    """Rows of each table but for the list of removals itself."""
    rows = {
        table: sql(f"SELECT count(*) FROM analysis.{table}")[0][0]  # type: ignore[arg-type]  # names of ours
        for table in (*TABLES, "events", "timelines", "submissions", "attempts")
        if table not in ("removals", "outbox")
    }
    return {table: count for table, count in rows.items() if count}


def test_everything_of_a_repository_goes_everywhere(
    stub: Stub, worker: Worker, sql: Sql, ingest: ScriptedIngest, insights: ScriptedInsights
) -> None:
    ingest.reluctant = 1  # a job that is still being stopped is asked for again
    first, second = watched(stub, create(stub)), watched(stub, create(stub, max_commits=3))
    assert delete(stub, first.repository) == 2
    assert not stub.ListAnalyses(pb.ListAnalysesRequest()).analyses
    with pytest.raises(grpc.RpcError) as error:
        get(stub, first.name)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    until(lambda: left(sql) == {})
    assert set(insights.deleted) == {first.name, second.name}
    assert ingest.deleted
    assert delete(stub, first.repository) == 0


def test_a_run_that_is_going_is_cancelled_first(stub: Stub, worker: Worker, sql: Sql, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 3
    name = create(stub)
    until(lambda: get(stub, name).result_revision > 0)
    watch = stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name), timeout=30)
    next(watch)
    delete(stub, get(stub, name).repository)
    last = [message.event.state for message in watch if message.HasField("event")][-1]
    assert last == lifecycle_pb2.STATE_CANCELLED
    assert ingest.cancelled.is_set()
    until(lambda: left(sql) == {})


def test_the_same_address_is_a_new_repository_afterwards(stub: Stub, worker: Worker, sql: Sql) -> None:
    old = watched(stub, create(stub)).repository
    delete(stub, old)
    assert watched(stub, create(stub)).repository != old
