"""LanguageService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import language_service_pb2 as pb
from codevoyage.analysis.v1 import language_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.classes import classes
from codevoyage_analysis.subjects.languages.answers import languages_message

#: What the contract says.
_STEPS: Final = 60
_STEPS_MAX: Final = 500


class LanguageServicer(pb_grpc.LanguageServiceServicer):
    """Answers for languages."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def GetLanguages(self, request: pb.GetLanguagesRequest, context: Context) -> pb.GetLanguagesResponse:
        selection, counting = asked.selection(request.selection), classes(request.classes)
        steps = within("steps", request.steps, 0, _STEPS_MAX) or _STEPS
        return await self._results.answer(
            request,
            context,
            pb.GetLanguagesResponse,
            lambda history: languages_message(history, selection, steps=steps, counting=counting),
        )
