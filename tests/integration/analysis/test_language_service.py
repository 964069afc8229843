"""Languages from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import language_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.language_service_pb2_grpc import LanguageServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes
from tests.unit.analysis.small_history import IDS, TIMES

pytestmark = pytest.mark.integration


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def languages(processes: Processes, stub: object) -> Iterator[LanguageServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield LanguageServiceStub(channel)


def test_each_step_has_what_its_tree_has(languages: LanguageServiceStub, name: str) -> None:
    selection = selection_pb2.Selection(as_of=selection_pb2.Moment(position=2))
    answer = languages.GetLanguages(pb.GetLanguagesRequest(name=name, selection=selection, steps=3), timeout=30)
    assert answer.moment.commit == IDS[3].hex()
    assert [step.moment.position for step in answer.steps] == [0, 1, 2]
    assert [answer.steps[0].time.seconds, answer.steps[-1].time.seconds] == [TIMES[0], TIMES[3]]
    text, none = answer.languages
    assert (text.language, list(text.files), list(text.lines), list(text.bytes)) == (
        "Text",
        [1, 1, 1],
        [2, 4, 4],
        [20, 40, 40],
    )
    # A link, and from the merge on a picture: bytes, but no lines.
    assert (none.language, list(none.files), list(none.lines), list(none.bytes)) == (
        "",
        [1, 1, 2],
        [0, 0, 0],
        [5, 5, 1_005],
    )
    assert (answer.languages_left_out, answer.files_left_out) == (0, 0)


def test_classes_and_folders_narrow_it_and_the_rest_is_counted(languages: LanguageServiceStub, name: str) -> None:
    request = pb.GetLanguagesRequest(name=name, steps=1, classes=[selection_pb2.FILE_CLASS_DATA])
    answer = languages.GetLanguages(request, timeout=30)
    assert [(each.language, list(each.files)) for each in answer.languages] == [("", [2])]
    assert answer.files_left_out == 1
    request.selection.path_prefix = "pic.bin"
    answer = languages.GetLanguages(request, timeout=30)
    assert ([list(each.bytes) for each in answer.languages], answer.files_left_out) == ([[1_000]], 0)


def test_sixty_steps_unless_it_is_said(languages: LanguageServiceStub, name: str) -> None:
    answer = languages.GetLanguages(pb.GetLanguagesRequest(name=name), timeout=30)
    assert {len(answer.steps), *(len(each.lines) for each in answer.languages)} == {60}


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (pb.GetLanguagesRequest(steps=501), "steps"),
        (pb.GetLanguagesRequest(steps=-1), "steps"),
        (pb.GetLanguagesRequest(classes=[selection_pb2.FILE_CLASS_UNSPECIFIED]), "classes"),
        (pb.GetLanguagesRequest(classes=[selection_pb2.FILE_CLASS_TEST] * 2), "classes"),
        (pb.GetLanguagesRequest(classes=[9]), "classes"),  # type: ignore[list-item]
    ],
)
def test_what_cannot_be_meant_is_refused(
    languages: LanguageServiceStub, name: str, request_: pb.GetLanguagesRequest, field: str
) -> None:
    request_.name = name
    with pytest.raises(grpc.RpcError) as error:
        languages.GetLanguages(request_, timeout=30)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field
