"""OwnershipService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage.analysis.v1 import ownership_service_pb2_grpc as pb_grpc
from codevoyage_analysis.metrics.bus_factor_history import MOST
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.ownership.answers import file_owners, folder_owners
from codevoyage_analysis.subjects.ownership.bus_factor_answers import (
    bus_factor_message,
    history_message,
    orphaned_message,
)
from codevoyage_analysis.subjects.pages import page
from codevoyage_common.errors import InvalidField

#: What the contract says.
_DEPTHS: Final = 20
_SHARES: Final = 20
_STEPS: Final = 20
_LEAVING: Final = 1_000
_CALLED: Final = 4_000
#: Rows of a page whose rows carry shares: 20 of each are some 500 KB.
_OWNED: Final = 1_000


class OwnershipServicer(pb_grpc.OwnershipServiceServicer):
    """Answers for owners and bus factors."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def ListFileOwners(self, request: pb.ListFileOwnersRequest, context: Context) -> pb.ListFileOwnersResponse:
        selection, rows = asked.selection(request.selection), page(request, most=_OWNED)
        shares = within("shares", request.shares, 0, _SHARES)
        return await self._results.answer(
            request,
            context,
            pb.ListFileOwnersResponse,
            lambda history: file_owners(history, selection, shares=shares, page=rows),
        )

    async def ListFolderOwners(
        self, request: pb.ListFolderOwnersRequest, context: Context
    ) -> pb.ListFolderOwnersResponse:
        selection, rows = asked.selection(request.selection), page(request, most=_OWNED)
        depth = within("depth", request.depth or 1, 1, _DEPTHS)
        shares = within("shares", request.shares, 0, _SHARES)
        return await self._results.answer(
            request,
            context,
            pb.ListFolderOwnersResponse,
            lambda history: folder_owners(history, selection, depth=depth, shares=shares, page=rows),
        )

    async def GetBusFactor(self, request: pb.GetBusFactorRequest, context: Context) -> pb.GetBusFactorResponse:
        selection = asked.selection(request.selection)
        depth = within("depth", request.depth, 0, _DEPTHS)
        return await self._results.answer(
            request,
            context,
            pb.GetBusFactorResponse,
            lambda history: bus_factor_message(history, selection, depth=depth),
        )

    async def GetBusFactorHistory(
        self, request: pb.GetBusFactorHistoryRequest, context: Context
    ) -> pb.GetBusFactorHistoryResponse:
        selection = asked.selection(request.selection)
        steps = within("steps", request.steps or _STEPS, 2, MOST)
        return await self._results.answer(
            request,
            context,
            pb.GetBusFactorHistoryResponse,
            lambda history: history_message(history, selection, steps=steps, each_year=request.year_ends),
        )

    async def ListOrphanedFiles(
        self, request: pb.ListOrphanedFilesRequest, context: Context
    ) -> pb.ListOrphanedFilesResponse:
        selection, rows = asked.selection(request.selection), page(request)
        numbers, names = list(request.leaving), list(request.leaving_named)
        within("leaving", len(numbers) + len(names), 1, _LEAVING, of="people, with those of leaving_named")
        if not all(1 <= len(name) <= _CALLED for name in names):
            raise InvalidField("leaving_named", f"1 to {_CALLED:,} characters each")
        return await self._results.answer(
            request,
            context,
            pb.ListOrphanedFilesResponse,
            lambda history: orphaned_message(history, selection, numbers=numbers, names=names, page=rows),
        )
