"""A watch misses nothing and repeats nothing, whatever breaks in between."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, events_of, info_of, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_services import ScriptedIngest

pytestmark = pytest.mark.integration
Stub = pb_grpc.AnalysisServiceStub
Worker = subprocess.Popen[bytes]


def watch(stub: Stub, name: str, cursor: str = "") -> Iterator[pb.WatchAnalysisResponse]:
    return iter(stub.WatchAnalysis(pb.WatchAnalysisRequest(name=name, cursor=cursor), timeout=30))


def test_from_the_beginning_events_are_numbered_without_gaps(stub: Stub, worker: Worker) -> None:
    name = create(stub)
    events = events_of(stub, name)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[0].state == lifecycle_pb2.STATE_QUEUED
    assert [event.state for event in events[1:]] == [lifecycle_pb2.STATE_RUNNING] * (len(events) - 2) + [
        lifecycle_pb2.STATE_SUCCEEDED
    ]
    revisions = [event.result_revision for event in events]
    assert revisions == sorted(revisions)


def test_a_watch_that_breaks_after_any_message_goes_on_where_it_was(stub: Stub, worker: Worker) -> None:
    name = create(stub)
    whole = [event.sequence for event in events_of(stub, name)]
    for broken_after in range(1, len(whole) + 2):
        seen: list[int] = []
        cursor = "0"
        for number, message in enumerate(watch(stub, name, "0"), start=1):
            cursor = message.cursor
            seen += [message.event.sequence] if message.HasField("event") else []
            if number == broken_after:
                break
        seen += [event.sequence for event in events_of(stub, name, cursor=cursor)]
        assert seen == whole


def test_without_a_cursor_a_watch_begins_now(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 3
    name = create(stub)
    for message in watch(stub, name, "0"):
        if message.event.figures.commits == 5:
            break
    messages = watch(stub, name)
    first = next(messages)
    assert first.snapshot.state == lifecycle_pb2.STATE_RUNNING
    ingest.go_on.set()
    later = [message.event.sequence for message in messages if message.HasField("event")]
    assert later == list(range(int(first.cursor) + 1, int(first.cursor) + 1 + len(later)))


def test_a_run_that_has_ended_is_told_by_its_snapshot(stub: Stub, worker: Worker) -> None:
    name = create(stub)
    watched(stub, name)
    (only,) = watch(stub, name)
    assert only.snapshot.state == lifecycle_pb2.STATE_SUCCEEDED
    assert list(watch(stub, name, only.cursor))[1:] == []


def test_silence_is_broken_by_heartbeats(stub: Stub, worker: Worker, ingest: ScriptedIngest) -> None:
    ingest.pause_before = 0
    name = create(stub)
    cursor = ""
    for message in watch(stub, name):
        if message.HasField("heartbeat"):
            assert message.cursor == cursor
            break
        cursor = message.cursor


@pytest.mark.parametrize("cursor", ["1", "9999", "9" * 20])
def test_a_cursor_that_is_not_kept_has_expired(stub: Stub, worker: Worker, sql: Sql, cursor: str) -> None:
    name = create(stub)
    count = len(events_of(stub, name))
    sql("DELETE FROM analysis.events WHERE seq <= 2")
    with pytest.raises(grpc.RpcError) as error:
        list(watch(stub, name, cursor))
    assert error.value.code() == grpc.StatusCode.OUT_OF_RANGE
    assert dict(info_of(error.value).metadata) == {"oldest": "3", "newest": str(count)}
    assert [event.sequence for event in events_of(stub, name, cursor="2")] == list(range(3, count + 1))
    assert [event.sequence for event in events_of(stub, name, cursor="0")] == list(range(3, count + 1))


def test_what_there_is_not_cannot_be_watched(stub: Stub) -> None:
    with pytest.raises(grpc.RpcError) as error:
        list(watch(stub, "analyses/aaaaaaaaaaaaaaaa"))
    assert error.value.code() == grpc.StatusCode.NOT_FOUND


def test_a_server_that_ends_sends_watches_elsewhere(processes: Processes, ingest: ScriptedIngest) -> None:
    another = processes.elsewhere()
    with another.running("server") as server, grpc.insecure_channel(another.address) as channel:
        stub = Stub(channel)
        messages = watch(stub, create(stub))
        next(messages)
        server.send_signal(signal.SIGTERM)
        with pytest.raises(grpc.RpcError) as error:
            list(messages)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE
    assert info_of(error.value).reason == "SERVER_DRAINING"
