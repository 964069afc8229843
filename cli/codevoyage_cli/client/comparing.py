"""A comparison of two references from now to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage_cli.client.mending import mended
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_SERVICE = "ingest"


@dataclass(kw_only=True)
class Compared:
    """A comparison as it has ended. summary: absent unless it SUCCEEDED. changes: as many as are told."""

    comparison: pb.RefComparison = field(default_factory=pb.RefComparison)
    summary: pb.RefSummary | None = None
    changes: list[pb.RefChange] = field(default_factory=list)


def compare(
    session: Session,
    request: pb.CompareRefsRequest,
    *,
    show: Callable[[pb.RefComparison], None],
    check: Callable[[], None],
) -> Compared:
    """Asks for it and follows it to its end; `request_id` must be set, so that asking again is following on.

    check: called a few times a second; may raise what ends it early. Raises CallFailed.
    """

    def begin() -> Iterable[pb.CompareRefsResponse]:
        answers: Iterable[pb.CompareRefsResponse] = session.comparisons.CompareRefs(request)
        return answers

    found = Compared()
    for message in mended(begin, service=_SERVICE, check=check):
        match message.WhichOneof("message"):
            case "summary":  # a stream that broke tells everything again
                found.summary, found.changes = message.summary, []
            case "changes":
                found.changes += message.changes.changes
            case "comparison":
                found.comparison = message.comparison
                show(message.comparison)
    return found


def stop_comparing(session: Session, name: str) -> None:
    """Asks it to stop. Raises CallFailed."""
    with translated(_SERVICE):
        session.comparisons.CancelComparison(pb.CancelComparisonRequest(name=name), timeout=CALL_SECONDS)
