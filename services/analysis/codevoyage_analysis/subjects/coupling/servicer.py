"""CouplingService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage.analysis.v1 import coupling_service_pb2_grpc as pb_grpc
from codevoyage_analysis.metrics.coupling import Thresholds
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.coupling.answers import file_coupling_message, folder_coupling_message
from codevoyage_analysis.subjects.coupling.missing_answers import AskedPartners, missing_partners_message
from codevoyage_analysis.subjects.pages import page
from codevoyage_common.errors import InvalidField

#: What the contract says.
_DEPTH: Final = 2
_DEPTH_MAX: Final = 20
_LARGEST: Final = (2, 1_000)
_COMMITS_MAX: Final = 1_000_000
_PATHS_MAX: Final = 1_000


class CouplingServicer(pb_grpc.CouplingServiceServicer):
    """Answers for change coupling."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def ListFileCoupling(
        self, request: pb.ListFileCouplingRequest, context: Context
    ) -> pb.ListFileCouplingResponse:
        selection, thresholds, rows = asked.selection(request.selection), _thresholds(request.thresholds), page(request)
        return await self._results.answer(
            request,
            context,
            pb.ListFileCouplingResponse,
            lambda history: file_coupling_message(history, selection, thresholds, rows),
        )

    async def ListFolderCoupling(
        self, request: pb.ListFolderCouplingRequest, context: Context
    ) -> pb.ListFolderCouplingResponse:
        selection, thresholds, rows = asked.selection(request.selection), _thresholds(request.thresholds), page(request)
        depth = within("depth", request.depth or _DEPTH, 1, _DEPTH_MAX)
        return await self._results.answer(
            request,
            context,
            pb.ListFolderCouplingResponse,
            lambda history: folder_coupling_message(history, selection, thresholds, rows, depth=depth),
        )

    async def ListMissingPartners(
        self, request: pb.ListMissingPartnersRequest, context: Context
    ) -> pb.ListMissingPartnersResponse:
        selection, partners = asked.selection(request.selection), _partners(request)
        return await self._results.answer(
            request,
            context,
            pb.ListMissingPartnersResponse,
            lambda history: missing_partners_message(history, selection, partners),
        )


def _thresholds(message: pb.CouplingThresholds) -> Thresholds:
    """Raises InvalidField."""
    default = Thresholds()
    if not 0 <= message.degree <= 100:
        raise InvalidField("thresholds.degree", "0 to 100 percent")
    return Thresholds(
        largest=_commits("thresholds.largest_changeset", message.largest_changeset or default.largest, *_LARGEST),
        revisions=_commits("thresholds.revisions", message.revisions or default.revisions),
        shared=_commits("thresholds.shared", message.shared or default.shared),
        degree=message.degree or default.degree,
    )


def _partners(request: pb.ListMissingPartnersRequest) -> AskedPartners:
    """Raises InvalidField."""
    if not 1 <= len(request.paths) <= _PATHS_MAX:
        raise InvalidField("paths", f"1 to {_PATHS_MAX:,} paths")
    if not 0 <= request.confidence <= 1:
        raise InvalidField("confidence", "0 to 1")
    default = AskedPartners(paths=tuple(asked.prefix(path, field="paths") for path in request.paths))
    return AskedPartners(
        paths=default.paths,
        confidence=request.confidence or default.confidence,
        shared=_commits("shared", request.shared or default.shared),
        largest=_commits("largest_changeset", request.largest_changeset or default.largest, *_LARGEST),
    )


def _commits(field: str, value: int, low: int = 1, high: int = _COMMITS_MAX) -> int:
    return within(field, value, low, high)
