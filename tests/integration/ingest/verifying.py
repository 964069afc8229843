"""A verification asked of a running ingest, and what it says."""

from __future__ import annotations

import secrets
from pathlib import Path

from codevoyage.ingest.v1 import verification_service_pb2 as pb
from tests.integration.ingest.conftest import Ingest


def asked(source: Path, *, request_id: str = "", trees: int = 1_000, seed: int = 7) -> pb.VerifyRepositoryRequest:
    """A request; of its own, unless an id is given."""
    return pb.VerifyRepositoryRequest(
        source=str(source), request_id=request_id or secrets.token_hex(8), trees=trees, seed=seed
    )


def verified(ingest: Ingest, request: pb.VerifyRepositoryRequest) -> pb.Verification:
    """The verification as it has ended."""
    *_, last = ingest.verifications.VerifyRepository(request)
    return last.verification


def compared(verification: pb.Verification) -> dict[str, int]:
    """By the name of the kind."""
    return {_kind(each): each.compared for each in verification.comparisons}


def differing(verification: pb.Verification) -> dict[str, int]:
    """The same of what differs; empty: nothing does."""
    return {_kind(each): each.differing for each in verification.comparisons if each.differing}


def _kind(comparison: pb.Comparison) -> str:
    return pb.FactKind.Name(comparison.kind).removeprefix("FACT_KIND_")
