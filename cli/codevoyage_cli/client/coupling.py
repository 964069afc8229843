"""Coupled pairs and missing partners as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_FIGURES = ("shared", "first_revisions", "second_revisions", "degree", "support", "confidence", "reverse_confidence")
Answer = pb.ListFileCouplingResponse | pb.ListFolderCouplingResponse


def file_coupling(
    session: Session, name: str, selected: selection_pb2.Selection, thresholds: pb.CouplingThresholds, *, top: int
) -> pb.ListFileCouplingResponse:
    """The most coupled files. top: 1 to 10,000. Raises CallFailed."""
    request = pb.ListFileCouplingRequest(name=name, selection=selected, thresholds=thresholds, page_size=top)
    with translated():
        return session.coupling.ListFileCoupling(request, timeout=CALL_SECONDS)


def folder_coupling(
    session: Session,
    name: str,
    selected: selection_pb2.Selection,
    thresholds: pb.CouplingThresholds,
    *,
    depth: int,
    top: int,
) -> pb.ListFolderCouplingResponse:
    """The most coupled folders. top: 1 to 10,000. Raises CallFailed."""
    request = pb.ListFolderCouplingRequest(
        name=name, selection=selected, thresholds=thresholds, depth=depth, page_size=top
    )
    with translated():
        return session.coupling.ListFolderCoupling(request, timeout=CALL_SECONDS)


def missing_partners(
    session: Session,
    name: str,
    selected: selection_pb2.Selection,
    paths: Sequence[str],
    *,
    thresholds: pb.CouplingThresholds,
    confidence: float,
) -> pb.ListMissingPartnersResponse:
    """paths: as the contract shows them. confidence: 0 to 1. Raises CallFailed."""
    request = pb.ListMissingPartnersRequest(
        name=name,
        selection=selected,
        paths=paths,
        confidence=confidence,
        shared=thresholds.shared,
        largest_changeset=thresholds.largest_changeset,
    )
    with translated():
        return session.coupling.ListMissingPartners(request, timeout=CALL_SECONDS)


def pair_rows(answer: Answer) -> Iterator[Fields]:
    """In the answer's order."""
    for pair in answer.pairs:
        yield {
            **path_fields(pair.first, "first"),
            **path_fields(pair.second, "second"),
            **{name: getattr(pair, name) for name in _FIGURES},
            "both_stand": pair.both_stand,
        }


def partner_rows(answer: pb.ListMissingPartnersResponse, *, top: int) -> Iterator[Fields]:
    """In the answer's order, the first ones."""
    for partner in islice(answer.partners, top):
        yield {
            **path_fields(partner.missing, "missing"),
            **path_fields(partner.path),
            "shared": partner.shared,
            "revisions": partner.revisions,
            "confidence": partner.confidence,
        }
