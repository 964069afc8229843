"""SearchService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import search_service_pb2 as pb
from codevoyage.analysis.v1 import search_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked, pages
from codevoyage_analysis.subjects.search.answers import kinds, query, search_message

#: Of each list: what a person looks through, and what one message carries with the longest subjects.
_PAGE: Final = 20
_PAGE_MAX: Final = 1_000


class SearchServicer(pb_grpc.SearchServiceServicer):
    """Answers searches."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def Search(self, request: pb.SearchRequest, context: Context) -> pb.SearchResponse:
        selection, wanted, chosen = asked.selection(request.selection), query(request.query), kinds(request.kinds)
        page = pages.page(request, default=_PAGE, most=_PAGE_MAX)
        return await self._results.answer(
            request,
            context,
            pb.SearchResponse,
            lambda history: search_message(history, selection, wanted, chosen, page),
        )
