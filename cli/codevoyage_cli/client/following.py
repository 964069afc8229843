"""A run from now to its end."""

from __future__ import annotations

from collections.abc import Callable

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.watching import watch

Show = Callable[[pb.WatchAnalysisResponse], None]


def follow(session: Session, name: str, *, show: Show, check: Callable[[], None]) -> analysis_pb2.Analysis:
    """Watches to the end, and answers with the run as it then is.

    check: called a few times a second; may raise what ends it early. Raises CallFailed.
    """
    for message in watch(session, name, check=check):
        show(message)
    return get(session, name)


def get(session: Session, name: str) -> analysis_pb2.Analysis:
    """The run as it is. Raises CallFailed."""
    with translated():
        return session.analyses.GetAnalysis(pb.GetAnalysisRequest(name=name), timeout=CALL_SECONDS).analysis
