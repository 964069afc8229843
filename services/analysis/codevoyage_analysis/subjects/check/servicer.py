"""CheckService: check the request, have ingest compare, hold it against the history."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from codevoyage.analysis.v1 import check_service_pb2 as pb
from codevoyage.analysis.v1 import check_service_pb2_grpc as pb_grpc
from codevoyage.ingest.v1 import compare_service_pb2 as ingest_pb
from codevoyage_analysis import parse
from codevoyage_analysis.metrics.check import GROWTH, KNOWLEDGE, PARTNERS, Policy
from codevoyage_analysis.peers.comparisons import Comparisons
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.store import runs
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_analysis.subjects.bounds import within
from codevoyage_analysis.subjects.check.answers import verdict
from codevoyage_common.errors import InvalidField
from codevoyage_common.names import new_id
from codevoyage_common.rpc.open_streams import OpenStreams, client_of
from codevoyage_common.rpc.principal import current_principal

#: What each kind is called by the measure.
_KINDS: Final = {
    pb.CHECK_KIND_MISSING_PARTNER: PARTNERS,
    pb.CHECK_KIND_HOTSPOT_GROWS: GROWTH,
    pb.CHECK_KIND_FEW_KNOW_IT: KNOWLEDGE,
}
#: What the contract says.
_SHARED_MAX: Final = 1_000_000
_PEOPLE_MAX: Final = 100


class CheckServicer(pb_grpc.CheckServiceServicer):
    """Answers for changes."""

    def __init__(
        self, results: Results, *, transactions: Transactions, comparisons: Comparisons, open_streams: OpenStreams
    ) -> None:
        self._results = results
        self._transactions = transactions
        self._comparisons = comparisons
        self._open_streams = open_streams

    async def CheckRefs(self, request: pb.CheckRefsRequest, context: Context) -> AsyncIterator[pb.CheckRefsResponse]:
        policy, analysis_id = _policy(request.policy), parse.analysis(request.name)
        # Whatever keeps it from being answered is told before anything is fetched.
        run = await self._transactions.run(runs.find, analysis_id, tenant=current_principal().tenant)
        history = await self._results.history(request.name)
        asked = ingest_pb.CompareRefsRequest(
            source=run.source, base=request.base, head=request.head, request_id=request.request_id or new_id()
        )
        summary, changes = ingest_pb.RefSummary(), list[ingest_pb.RefChange]()
        with self._open_streams.one_more(client_of(context)):
            async for message in self._comparisons.compare(asked):
                match message.WhichOneof("message"):
                    case "summary":
                        summary = message.summary
                    case "changes":
                        changes += message.changes.changes
                    case "comparison":
                        told = message.comparison
                        yield pb.CheckRefsResponse(progress=pb.CheckProgress(state=told.state, progress=told.progress))
            found = await self._results.aside(lambda: verdict(history, summary, changes, policy))
            yield pb.CheckRefsResponse(verdict=found)


def _policy(message: pb.CheckPolicy) -> Policy:
    """Raises InvalidField."""
    for field, value in (
        ("policy.partner_confidence", message.partner_confidence),
        ("policy.hotspot_score", message.hotspot_score),
    ):
        if not 0 <= value <= 1:
            raise InvalidField(field, "0 to 1")
    if not set(message.skip) <= set(_KINDS):
        raise InvalidField("policy.skip", "values of the enum but UNSPECIFIED")
    default = Policy()
    return Policy(
        confidence=message.partner_confidence or default.confidence,
        shared=within("policy.partner_shared", message.partner_shared or default.shared, 1, _SHARED_MAX),
        score=message.hotspot_score or default.score,
        least=within("policy.bus_factor", message.bus_factor or default.least, 1, _PEOPLE_MAX),
        skipped=frozenset(_KINDS[kind] for kind in message.skip),
    )
