"""The measuring of one file's history from now to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_cli.client.mending import mended
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_SERVICE = "ingest"


@dataclass(kw_only=True)
class Measured:
    """A measuring as it has ended. versions: none unless it SUCCEEDED."""

    measuring: pb.Measuring = field(default_factory=pb.Measuring)
    versions: list[pb.FileVersionColumns] = field(default_factory=list)


def measure(
    session: Session,
    request: pb.MeasureFileRequest,
    *,
    show: Callable[[pb.Measuring], None],
    check: Callable[[], None],
) -> Measured:
    """Asks for it and follows it to its end; asking again is following on.

    check: called a few times a second; may raise what ends it early. Raises CallFailed.
    """
    found = Measured()

    def begin() -> Iterable[pb.MeasureFileResponse]:
        found.versions = []  # a stream that broke tells everything again
        answers: Iterable[pb.MeasureFileResponse] = session.measures.MeasureFile(request)
        return answers

    for message in mended(begin, service=_SERVICE, check=check):
        if message.HasField("versions"):
            found.versions.append(message.versions)
        else:
            found.measuring = message.measuring
            show(message.measuring)
    return found


def stop_measuring(session: Session, name: str) -> None:
    """Asks it to stop. Raises CallFailed."""
    with translated(_SERVICE):
        session.measures.CancelMeasuring(pb.CancelMeasuringRequest(name=name), timeout=CALL_SECONDS)
