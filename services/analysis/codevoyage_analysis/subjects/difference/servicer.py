"""DifferenceService: check, ask, nothing else."""

from __future__ import annotations

from functools import partial

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage.analysis.v1 import difference_service_pb2_grpc as pb_grpc
from codevoyage_analysis import parse
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import pages
from codevoyage_analysis.subjects.difference import asked
from codevoyage_analysis.subjects.difference.answers import (
    difference_message,
    files_message,
    hotter_message,
    owners_message,
)
from codevoyage_analysis.subjects.difference.headlines import headlines_message

#: Files of a page unless it says how many: rows are short.
_FILES = 1_000


class DifferenceServicer(pb_grpc.DifferenceServiceServicer):
    """Answers for comparisons."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def GetDifference(self, request: pb.GetDifferenceRequest, context: Context) -> pb.GetDifferenceResponse:
        between = asked.between(request.between)
        return await self._results.answer(
            request, context, pb.GetDifferenceResponse, lambda history: difference_message(history, between)
        )

    async def ListDifferingFiles(
        self, request: pb.ListDifferingFilesRequest, context: Context
    ) -> pb.ListDifferingFilesResponse:
        between, wanted = asked.between(request.between), asked.kinds(request.differences)
        page = pages.page(request, default=_FILES)
        return await self._results.answer(
            request,
            context,
            pb.ListDifferingFilesResponse,
            lambda history: files_message(history, between, wanted, page),
        )

    async def ListHotterFiles(self, request: pb.ListHotterFilesRequest, context: Context) -> pb.ListHotterFilesResponse:
        between, days, page = asked.between(request.between), asked.days(request.days), pages.page(request)
        return await self._results.answer(
            request,
            context,
            pb.ListHotterFilesResponse,
            lambda history: hotter_message(history, between, days, page),
        )

    async def ListNewOwners(self, request: pb.ListNewOwnersRequest, context: Context) -> pb.ListNewOwnersResponse:
        between, page = asked.between(request.between), pages.page(request)
        return await self._results.answer(
            request, context, pb.ListNewOwnersResponse, lambda history: owners_message(history, between, page)
        )

    async def CompareRepositories(
        self, request: pb.CompareRepositoriesRequest, context: Context
    ) -> pb.CompareRepositoriesResponse:
        parse.analysis(request.other, field="other")
        return await self._results.answer(
            request,
            context,
            pb.CompareRepositoriesResponse,
            partial(headlines_message, names=(request.name, request.other)),
            also=[request.other],
        )
