"""ContributorService: check, ask, nothing else."""

from __future__ import annotations

from typing import Final

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage.analysis.v1 import contributor_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.contributors.answers import ORDERS, contributor_message, contributors_message
from codevoyage_analysis.subjects.contributors.assisted_answers import assisted_message
from codevoyage_analysis.subjects.contributors.network_answers import network_message
from codevoyage_analysis.subjects.pages import page
from codevoyage_common.errors import InvalidField

#: What the contract says. 500 people of git/git have 68,000 links: half a second, most of it for communities.
_PEOPLE: Final = 500
_PEOPLE_TOLD: Final = 200
_LINKS: Final = 20_000
_LINKS_TOLD: Final = 500
_TOP: Final = 100
_TOP_TOLD: Final = 10
#: People of a page: some 200 KB.
_PAGE: Final = 1_000
#: Characters of an e-mail or a name; ingest keeps a thousand bytes of either.
_CALLED: Final = 4_000


class ContributorServicer(pb_grpc.ContributorServiceServicer):
    """Answers for contributors."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def ListContributors(
        self, request: pb.ListContributorsRequest, context: Context
    ) -> pb.ListContributorsResponse:
        selection, rows, order = asked.selection(request.selection), page(request, most=_PAGE), request.order
        if order not in ORDERS:
            raise InvalidField("order", "a value of the enum")
        return await self._results.answer(
            request,
            context,
            pb.ListContributorsResponse,
            lambda history: contributors_message(history, selection, order=order, page=rows),
        )

    async def GetContributor(self, request: pb.GetContributorRequest, context: Context) -> pb.GetContributorResponse:
        selection, top = asked.selection(request.selection), within("top", request.top or _TOP_TOLD, 1, _TOP)
        number, called = (request.person if request.HasField("person") else None), request.called
        if number is None and not 1 <= len(called) <= _CALLED:
            raise InvalidField("called", f"1 to {_CALLED:,} characters, unless `person` is given")
        return await self._results.answer(
            request,
            context,
            pb.GetContributorResponse,
            lambda history: contributor_message(history, selection, number=number, called=called, top=top),
        )

    async def GetNetwork(self, request: pb.GetNetworkRequest, context: Context) -> pb.GetNetworkResponse:
        selection = asked.selection(request.selection)
        people = within("people", request.people or _PEOPLE_TOLD, 2, _PEOPLE)
        links = within("links", request.links or _LINKS_TOLD, 1, _LINKS)
        return await self._results.answer(
            request,
            context,
            pb.GetNetworkResponse,
            lambda history: network_message(
                history, selection, people=people, links=links, with_bots=request.with_bots
            ),
        )

    async def GetAssistedShare(
        self, request: pb.GetAssistedShareRequest, context: Context
    ) -> pb.GetAssistedShareResponse:
        selection = asked.selection(request.selection)
        return await self._results.answer(
            request, context, pb.GetAssistedShareResponse, lambda history: assisted_message(history, selection)
        )
