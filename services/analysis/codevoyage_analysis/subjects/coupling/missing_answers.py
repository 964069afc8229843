"""Missing partners as a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.missing_partners import CONFIDENCE, LARGEST, SHARED, missing_partners
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_common.errors import ResourceNotFound

#: Partners of an answer: what the contract says.
_PARTNERS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class AskedPartners:
    """paths: exact bytes of files at the moment. The others: as in `metrics.missing_partners`."""

    paths: tuple[bytes, ...]
    confidence: float = CONFIDENCE
    shared: int = SHARED
    largest: int = LARGEST


def missing_partners_message(
    history: History, asked: AskedSelection, wanted: AskedPartners
) -> pb.ListMissingPartnersResponse:
    """What is missing beside some files. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    files = _files(history, selection, wanted.paths)
    found = missing_partners(
        history, selection, files, confidence=wanted.confidence, shared=wanted.shared, largest=wanted.largest
    )
    rows = found.partners.head(_PARTNERS)
    missing = told.paths(history.paths["path"].gather(rows["path"]))
    return pb.ListMissingPartnersResponse(
        moment=told.moment(selection.moment),
        partners=[
            pb.MissingPartner(
                path=told.text(files[row["file"]]),
                missing=path,
                shared=row["shared"],
                revisions=row["revisions"],
                confidence=row["confidence"],
            )
            for path, row in zip(missing, rows.iter_rows(named=True), strict=True)
        ],
        total=len(found.partners),
        gone=found.gone,
        changesets=found.changesets,
        left_out=found.left_out,
    )


def _files(history: History, selection: Selection, paths: tuple[bytes, ...]) -> dict[int, bytes]:
    """The path that each file was asked by. Raises ResourceNotFound where no file stands."""
    versions = Selection(moment=selection.moment).versions(history)
    standing = dict(zip(history.paths["path"].gather(versions["path"]), versions["file"].to_list(), strict=True))
    if unknown := next((path for path in paths if path not in standing), None):
        raise ResourceNotFound(f"file {told.text(unknown)} at that moment")
    return {standing[path]: path for path in paths}
