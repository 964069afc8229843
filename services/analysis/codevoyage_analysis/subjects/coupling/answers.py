"""Coupled pairs as messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.coupling import Coupling, Thresholds, file_coupling, folder_coupling
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page

_FIGURES = (
    "shared",
    "first_revisions",
    "second_revisions",
    "degree",
    "support",
    "confidence",
    "reverse_confidence",
)


def file_coupling_message(
    history: History, asked: AskedSelection, thresholds: Thresholds, page: Page
) -> pb.ListFileCouplingResponse:
    """A page of pairs of files. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = file_coupling(history, selection, thresholds)
    rows = found.pairs[page.begin : page.end]
    paths, standing = last_paths(history, selection)
    first, second = rows["first"].to_numpy(), rows["second"].to_numpy()
    names = (told.paths(history.paths["path"].gather(paths[files])) for files in (first, second))
    return pb.ListFileCouplingResponse(
        moment=told.moment(selection.moment),
        pairs=_pairs(rows, *names, both_stand=(standing[first] & standing[second]).tolist()),
        next_page_token=page.next_token(len(found.pairs)),
        **_counts(found),
    )


def folder_coupling_message(
    history: History, asked: AskedSelection, thresholds: Thresholds, page: Page, *, depth: int
) -> pb.ListFolderCouplingResponse:
    """A page of pairs of folders. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = folder_coupling(history, selection, thresholds, depth=depth)
    rows = found.pairs[page.begin : page.end]
    names = ([told.text(found.names[number]) for number in rows[column]] for column in ("first", "second"))
    return pb.ListFolderCouplingResponse(
        moment=told.moment(selection.moment),
        pairs=_pairs(rows, *names, both_stand=[True] * len(rows)),
        next_page_token=page.next_token(len(found.pairs)),
        **_counts(found),
    )


def last_paths(history: History, selection: Selection) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of each file, the path that it has at the moment, or was changed under last before it, and whether it stands."""
    paths = np.zeros(len(history.files), np.int64)
    everywhere = Selection(moment=selection.moment)
    changes = everywhere.changes(history)
    # Commits come in order: of several values for one place the last one stays.
    paths[changes["file"].to_numpy()] = changes["path"].to_numpy()
    versions = everywhere.versions(history)
    paths[versions["file"].to_numpy()] = versions["path"].to_numpy()
    standing = np.zeros(len(history.files), np.bool_)
    standing[versions["file"].to_numpy()] = True
    return paths, standing


def _pairs(
    rows: pl.DataFrame, first: Iterable[str], second: Iterable[str], *, both_stand: Sequence[bool]
) -> list[pb.CoupledPair]:
    figures = rows.select(_FIGURES).iter_rows(named=True)
    return [
        pb.CoupledPair(first=one, second=other, both_stand=stand, **row)
        for one, other, stand, row in zip(first, second, both_stand, figures, strict=True)
    ]


def _counts(found: Coupling) -> dict[str, Any]:
    return {"total": found.total, "changesets": found.changesets, "left_out": found.left_out}
