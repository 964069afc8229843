"""SurvivalService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage.analysis.v1 import survival_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.classes import classes
from codevoyage_analysis.subjects.survival.answers import AskedGroups, curve_message, surviving_message
from codevoyage_analysis.subjects.survival.file_answers import file_lines_message
from codevoyage_common.errors import InvalidField

#: What the contract says.
_STEPS: Final = 60
_STEPS_MAX: Final = 500
_PEOPLE: Final = 20
_PEOPLE_MAX: Final = 100
_POINTS: Final = 200
_POINTS_MAX: Final = 5_000


class SurvivalServicer(pb_grpc.SurvivalServiceServicer):
    """Answers for surviving lines."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def GetSurvivingLines(
        self, request: pb.GetSurvivingLinesRequest, context: Context
    ) -> pb.GetSurvivingLinesResponse:
        if request.group not in pb.LineGroup.values():
            raise InvalidField("group", "a value of the enum")
        wanted = AskedGroups(
            by_person=request.group == pb.LINE_GROUP_PERSON,
            steps=within("steps", request.steps, 0, _STEPS_MAX) or _STEPS,
            people=within("people", request.people, 0, _PEOPLE_MAX) or _PEOPLE,
            classes=classes(request.classes),
        )
        selection = asked.selection(request.selection)
        return await self._results.answer(
            request,
            context,
            pb.GetSurvivingLinesResponse,
            lambda history: surviving_message(history, selection, wanted),
        )

    async def GetSurvivalCurve(
        self, request: pb.GetSurvivalCurveRequest, context: Context
    ) -> pb.GetSurvivalCurveResponse:
        selection, counting = asked.selection(request.selection), classes(request.classes)
        points = within("points", request.points or _POINTS, 2, _POINTS_MAX)
        return await self._results.answer(
            request,
            context,
            pb.GetSurvivalCurveResponse,
            lambda history: curve_message(history, selection, points=points, classes=counting),
        )

    async def GetFileLines(self, request: pb.GetFileLinesRequest, context: Context) -> pb.GetFileLinesResponse:
        path = asked.prefix(request.path, field="path")
        if not path:
            raise InvalidField("path", "the path of a file")
        return await self._results.answer(
            request, context, pb.GetFileLinesResponse, lambda history: file_lines_message(history, path)
        )
