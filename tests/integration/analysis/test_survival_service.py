"""Surviving lines from a server with a real PostgreSQL and Redis; hunks are those of the small history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage.analysis.v1.survival_service_pb2_grpc import SurvivalServiceStub
from codevoyage.common.v1 import lifecycle_pb2
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes, Sql
from tests.integration.analysis.scripted_passes import ScriptedHunks
from tests.integration.analysis.scripted_services import until
from tests.unit.analysis.small_history import IDS

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("worker")]
Ended = Callable[[], list[tuple[object, ...]]]


@pytest.fixture
def ended(sql: Sql) -> Ended:
    """States of the studies of lines that have ended."""
    return lambda: sql("SELECT state FROM analysis.studies WHERE subject = 'survival' AND end_time IS NOT NULL")


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, ended: Ended) -> str:
    made = create(stub)
    watched(stub, made)
    until(lambda: ended() == [("SUCCEEDED",)])
    return made


@pytest.fixture
def survival(processes: Processes, stub: object) -> Iterator[SurvivalServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield SurvivalServiceStub(channel)


def refused(call: Callable[..., Any], request: Any) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as error:
        call(request, timeout=30)
    return error.value


def test_lines_by_the_year_of_their_commit(survival: SurvivalServiceStub, name: str) -> None:
    answer = survival.GetSurvivingLines(pb.GetSurvivingLinesRequest(name=name, steps=1), timeout=30)
    # Commit 0 wrote two lines of the text and commit 1 took one of them, and wrote three; commit 4, whose time is not
    # known, wrote four. The mainline's clock stands still at commit 3: the step is the newest state all the same.
    assert (answer.moment.commit, [step.lines for step in answer.steps]) == (IDS[4].hex(), [8])
    assert [(cohort.year, list(cohort.lines)) for cohort in answer.cohorts] == [(0, [4]), (2024, [4])]
    assert (list(answer.other_lines), answer.people_left_out, list(answer.unknown_lines)) == ([0], 0, [0])


def test_lines_by_their_author_over_time(survival: SurvivalServiceStub, name: str) -> None:
    selection = selection_pb2.Selection(as_of=selection_pb2.Moment(position=1))
    request = pb.GetSurvivingLinesRequest(name=name, selection=selection, steps=2, group=pb.LINE_GROUP_PERSON)
    answer = survival.GetSurvivingLines(request, timeout=30)
    assert [step.lines for step in answer.steps] == [2, 4]
    told = {cohort.person.name: list(cohort.lines) for cohort in answer.cohorts}
    assert told == {"Bob": [0, 3], "Ann B.": [2, 1]}
    request.people = 1
    answer = survival.GetSurvivingLines(request, timeout=30)
    assert [cohort.person.name for cohort in answer.cohorts] == ["Bob"]
    assert (list(answer.other_lines), answer.people_left_out) == ([2, 1], 1)


def test_classes_and_folders_narrow_it(survival: SurvivalServiceStub, name: str) -> None:
    request = pb.GetSurvivingLinesRequest(name=name, steps=1, classes=[selection_pb2.FILE_CLASS_DATA])
    assert not survival.GetSurvivingLines(request, timeout=30).cohorts
    request = pb.GetSurvivingLinesRequest(name=name, steps=1, selection=selection_pb2.Selection(path_prefix="link"))
    assert [step.lines for step in survival.GetSurvivingLines(request, timeout=30).steps] == [0]


def test_how_long_lines_stand(survival: SurvivalServiceStub, name: str) -> None:
    answer = survival.GetSurvivalCurve(pb.GetSurvivalCurveRequest(name=name), timeout=30)
    # One line fell at once (a second after it came); the others stand.
    assert (answer.lines, answer.standing, answer.unknown_lines) == (9, 8, 0)
    assert [(point.age_days, point.at_risk) for point in answer.points] == [(0, 9)]
    assert answer.points[0].surviving == pytest.approx(8 / 9)
    assert not answer.HasField("half_life_days")


def test_who_wrote_each_line_of_a_file(survival: SurvivalServiceStub, name: str) -> None:
    answer = survival.GetFileLines(pb.GetFileLinesRequest(name=name, path="c\\xff.txt"), timeout=30)
    assert (answer.lines, answer.runs_left_out) == (8, 0)
    found = [(run.first, run.lines, answer.origins[run.origin].commit) for run in answer.runs]
    assert found == [(1, 1, IDS[0].hex()), (2, 3, IDS[1].hex()), (5, 4, IDS[4].hex())]
    assert [(origin.author.name, origin.HasField("time")) for origin in answer.origins] == [
        ("Ann B.", True),
        ("Bob", True),
        ("Cy", False),
    ]


@pytest.mark.parametrize("path", ["pic.bin", "link", "a.txt", "nowhere"])
def test_what_is_no_text_of_the_newest_tree_is_not_found(survival: SurvivalServiceStub, name: str, path: str) -> None:
    error = refused(survival.GetFileLines, pb.GetFileLinesRequest(name=name, path=path))
    assert (error.code(), path in error.details()) == (grpc.StatusCode.NOT_FOUND, True)


@pytest.mark.parametrize(
    ("method", "request_", "field"),
    [
        ("GetSurvivingLines", {"steps": 501}, "steps"),
        ("GetSurvivingLines", {"people": 101}, "people"),
        ("GetSurvivingLines", {"group": 9}, "group"),
        ("GetSurvivingLines", {"classes": [0]}, "classes"),
        ("GetSurvivalCurve", {"points": 1}, "points"),
        ("GetFileLines", {}, "path"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    survival: SurvivalServiceStub, name: str, method: str, request_: dict[str, Any], field: str
) -> None:
    error = refused(getattr(survival, method), getattr(pb, f"{method}Request")(name=name, **request_))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error).metadata["field"] == field


def test_before_lines_were_followed_nobody_answers(
    stub: pb_grpc.AnalysisServiceStub, survival: SurvivalServiceStub, hunks: ScriptedHunks, ended: Ended
) -> None:
    hunks.pause = True
    made = create(stub)
    watched(stub, made)
    for method in ("GetSurvivingLines", "GetSurvivalCurve"):
        error = refused(getattr(survival, method), getattr(pb, f"{method}Request")(name=made))
        assert info_of(error).reason == "RESULT_NOT_READY"
    error = refused(survival.GetFileLines, pb.GetFileLinesRequest(name=made, path="link"))
    assert info_of(error).reason == "RESULT_NOT_READY"
    hunks.go_on.set()
    until(lambda: ended() == [("SUCCEEDED",)])
    assert survival.GetSurvivingLines(pb.GetSurvivingLinesRequest(name=made), timeout=30).steps


def test_hunks_that_are_not_to_be_had_end_the_study_alone(
    stub: pb_grpc.AnalysisServiceStub, survival: SurvivalServiceStub, hunks: ScriptedHunks, ended: Ended
) -> None:
    hunks.state = lifecycle_pb2.STATE_FAILED
    made = create(stub)
    assert watched(stub, made).state == lifecycle_pb2.STATE_SUCCEEDED
    until(lambda: ended() == [("FAILED",)])
    error = refused(survival.GetSurvivalCurve, pb.GetSurvivalCurveRequest(name=made))
    assert info_of(error).reason == "RESULT_NOT_READY"


def test_a_repository_has_one_place_to_go_on_from(stub: pb_grpc.AnalysisServiceStub, sql: Sql, ended: Ended) -> None:
    watched(stub, create(stub))
    until(lambda: len(ended()) == 1)
    watched(stub, create(stub))
    until(lambda: len(ended()) == 2)
    asides = sql("SELECT analysis_id FROM analysis.column_sets WHERE name = 'aside:survival'")
    newest = sql("SELECT id FROM analysis.analyses ORDER BY create_time DESC LIMIT 1")
    assert asides == newest
    digests = sql("SELECT count(DISTINCT digest), count(*) FROM analysis.column_sets WHERE name = 'survival'")
    assert digests == [(1, 2)]
