"""What follows a run: columns that come later, and results that are right without them."""

from __future__ import annotations

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage.analysis.v1.tree_service_pb2_grpc import TreeServiceStub
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_passes import ScriptedFrames
from tests.integration.analysis.scripted_services import until
from tests.unit.analysis import small_history

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("worker")]


def ended(sql: Sql) -> list[tuple[object, ...]]:
    """Subjects and states of the studies that have ended, by subject."""
    return sql("SELECT subject, state FROM analysis.studies WHERE end_time IS NOT NULL ORDER BY subject")


def complexity(processes: Processes, name: str, *, at: int) -> tuple[int, list[int], list[int]]:
    """Frames that are known; of the files by path, the indentation and the frame that it comes from."""
    asked = selection_pb2.Selection(as_of=selection_pb2.Moment(position=at))
    with grpc.insecure_channel(processes.address) as channel:
        header, columns = TreeServiceStub(channel).GetSnapshot(pb.GetSnapshotRequest(name=name, selection=asked))
    return header.header.frames, list(columns.files.indentations), list(columns.files.frames)


def test_complexity_of_the_key_frames_comes_after_the_results(
    processes: Processes, stub: pb_grpc.AnalysisServiceStub, frames: ScriptedFrames, sql: Sql
) -> None:
    frames.pause = True
    name = create(stub)
    assert watched(stub, name).state == lifecycle_pb2.STATE_SUCCEEDED
    # Until then the older content of a.txt has what its file has now.
    assert complexity(processes, name, at=0) == (0, [6, -1], [3, -1])
    frames.go_on.set()
    until(lambda: ("complexity", "SUCCEEDED") in ended(sql))
    assert frames.asked == [small_history.job().name]
    assert complexity(processes, name, at=0) == (2, [4, -1], [0, -1])
    assert complexity(processes, name, at=1) == (2, [4, -1], [0, -1])  # a2 stood at no frame
    assert complexity(processes, name, at=3) == (2, [6, -1, -1], [3, -1, -1])


def test_a_stream_that_breaks_is_begun_anew(
    stub: pb_grpc.AnalysisServiceStub, frames: ScriptedFrames, sql: Sql
) -> None:
    frames.breaks = 1
    watched(stub, create(stub))
    until(lambda: ("complexity", "SUCCEEDED") in ended(sql))
    assert len(frames.asked) == 2
    assert sql("SELECT rows FROM analysis.column_parts WHERE table_name = 'indentations'") == [(2,)]


def test_without_a_study_results_are_whole(
    processes: Processes, stub: pb_grpc.AnalysisServiceStub, frames: ScriptedFrames, sql: Sql
) -> None:
    frames.state = lifecycle_pb2.STATE_FAILED
    name = create(stub)
    watched(stub, name)
    until(lambda: ("complexity", "FAILED") in ended(sql))
    assert sql("SELECT failure ->> 'reason' FROM analysis.studies WHERE subject = 'complexity'") == [
        ("HISTORY_REWRITTEN",)
    ]
    assert complexity(processes, name, at=3) == (0, [6, -1, -1], [3, -1, -1])


def test_a_study_that_waits_keeps_no_run_waiting(
    stub: pb_grpc.AnalysisServiceStub, frames: ScriptedFrames, sql: Sql
) -> None:
    frames.pause = True
    for number in range(4):  # more than a worker has threads
        assert watched(stub, create(stub, f"/repository {number}")).state == lifecycle_pb2.STATE_SUCCEEDED
    assert ended(sql) == []
    frames.go_on.set()
    until(lambda: len(ended(sql)) == 8)


def test_studies_go_with_their_analysis(stub: pb_grpc.AnalysisServiceStub, sql: Sql) -> None:
    watched(stub, create(stub))
    until(lambda: ended(sql) == [("complexity", "SUCCEEDED"), ("survival", "SUCCEEDED")])
    sql("DELETE FROM analysis.analyses")
    assert sql("SELECT count(*) FROM analysis.studies") == [(0,)]
    assert sql("SELECT count(*) FROM analysis.column_parts") == [(0,)]
