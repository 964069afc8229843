"""EraService: check, ask, nothing else."""

from __future__ import annotations

from codevoyage.analysis.v1 import era_service_pb2 as pb
from codevoyage.analysis.v1 import era_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked, pages
from codevoyage_analysis.subjects.eras.answers import eras_message
from codevoyage_analysis.subjects.eras.turning_points import kinds, turning_points_message


class EraServicer(pb_grpc.EraServiceServicer):
    """Answers for eras."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def ListEras(self, request: pb.ListErasRequest, context: Context) -> pb.ListErasResponse:
        selection = asked.selection(request.selection)
        return await self._results.answer(
            request, context, pb.ListErasResponse, lambda history: eras_message(history, selection)
        )

    async def ListTurningPoints(
        self, request: pb.ListTurningPointsRequest, context: Context
    ) -> pb.ListTurningPointsResponse:
        selection, wanted, page = asked.selection(request.selection), kinds(request.kinds), pages.page(request)
        return await self._results.answer(
            request,
            context,
            pb.ListTurningPointsResponse,
            lambda history: turning_points_message(history, selection, wanted, page),
        )
