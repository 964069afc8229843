"""One watch that survives broken connections: it goes on where it stood, misses nothing and repeats nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.mending import mended
from codevoyage_cli.client.session import Session


def watch(
    session: Session, name: str, *, cursor: str = "", check: Callable[[], None] = lambda: None
) -> Iterator[pb.WatchAnalysisResponse]:
    """The snapshot, then events and heartbeats until the run has ended.

    cursor: after which event to begin; empty: now; `0`: with every event that is kept. check: called a few times a
    second; may raise what ends the watch. Raises CallFailed when the stream stays broken, or for any other error.
    """

    def begin() -> Iterable[pb.WatchAnalysisResponse]:
        answers: Iterable[pb.WatchAnalysisResponse] = session.analyses.WatchAnalysis(
            pb.WatchAnalysisRequest(name=name, cursor=cursor)
        )
        return answers

    first = True
    for message in mended(begin, check=check):
        cursor = message.cursor
        if first or not message.HasField("snapshot"):
            yield message
        first = False
