"""A verification from now to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codevoyage.ingest.v1 import verification_service_pb2 as pb
from codevoyage_cli.client.mending import mended
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_SERVICE = "ingest"


def verify(
    session: Session,
    request: pb.VerifyRepositoryRequest,
    *,
    show: Callable[[pb.Verification], None],
    check: Callable[[], None],
) -> pb.Verification:
    """Asks for it and follows it to its end; `request_id` must be set, so that asking again is following on.

    check: called a few times a second; may raise what ends it early. Raises CallFailed.
    """

    def begin() -> Iterable[pb.VerifyRepositoryResponse]:
        answers: Iterable[pb.VerifyRepositoryResponse] = session.verifications.VerifyRepository(request)
        return answers

    latest = pb.Verification()
    for message in mended(begin, service=_SERVICE, check=check):
        latest = message.verification
        show(latest)
    return latest


def stop(session: Session, name: str) -> None:
    """Asks it to stop. Raises CallFailed."""
    with translated(_SERVICE):
        session.verifications.CancelVerification(pb.CancelVerificationRequest(name=name), timeout=CALL_SECONDS)
