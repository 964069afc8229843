"""HotspotService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage.analysis.v1 import hotspot_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.hotspots.answers import ORDERS, hotspots_message
from codevoyage_analysis.subjects.hotspots.file_answers import file_history_message
from codevoyage_analysis.subjects.pages import page
from codevoyage_common.errors import InvalidField

#: What the contract says.
_POINTS: Final = 60
#: Hotspots of a page that has trends: with all points some 400 KB.
_PAGE_WITH_TRENDS: Final = 1_000


class HotspotServicer(pb_grpc.HotspotServiceServicer):
    """Answers for hotspots."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def ListHotspots(self, request: pb.ListHotspotsRequest, context: Context) -> pb.ListHotspotsResponse:
        selection, points = asked.selection(request.selection), within("trend_points", request.trend_points, 0, _POINTS)
        order, rows = request.order, page(request, most=_PAGE_WITH_TRENDS) if points else page(request)
        if order not in ORDERS:
            raise InvalidField("order", "a value of the enum")
        return await self._results.answer(
            request,
            context,
            pb.ListHotspotsResponse,
            lambda history: hotspots_message(history, selection, order=order, points=points, page=rows),
        )

    async def GetFileHistory(self, request: pb.GetFileHistoryRequest, context: Context) -> pb.GetFileHistoryResponse:
        selection, rows = asked.selection(request.selection), page(request)
        if not selection.prefix:
            raise InvalidField("selection.path_prefix", "the path of a file")
        return await self._results.answer(
            request, context, pb.GetFileHistoryResponse, lambda history: file_history_message(history, selection, rows)
        )
