"""Change coupling: files, and folders, that change in the same commits.

shared       commits that changed both
degree       100 x shared / average of both revisions, percent
support      shared / commits that were looked at, 0 to 1
confidence   shared / revisions of the first: how often the second changed when the first did, 0 to 1; and the reverse

The degree and its thresholds are those of code-maat (A. Tornhill, `logical_coupling.clj`): changesets of at most 30
files, at least 5 revisions of each on average, at least 5 shared. Files are the same along renames. Larger changesets
are left out and counted: a reformatting couples everything with everything. How large a changeset is does not depend
on the folder that is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.shared_commits import NO_PAIRS, shared_commits

#: Pairs that are kept, the most coupled ones: ten of the largest pages.
MOST: Final = 100_000
_ORDER: Final = ("degree", "shared", "first", "second")
_DESCENDING: Final = (True, True, False, False)


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """largest: files of a changeset that counts. revisions: average of both. shared: commits. degree: percent."""

    largest: int = 30
    revisions: int = 5
    shared: int = 5
    degree: float = 30.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Coupling:
    """pairs: `first`, `second` (numbers of files or of folders, first < second), `shared: u32`,
    `first_revisions: u32`, `second_revisions: u32`, `degree: f64`, `support: f64`, `confidence: f64`,
    `reverse_confidence: f64`; by degree, then by shared, ties by numbers. At most MOST; total: before that.

    names: of folders, by number; empty for files. changesets: commits that were looked at. left_out: larger ones.
    """

    pairs: pl.DataFrame
    total: int
    names: tuple[bytes, ...]
    changesets: int
    left_out: int


def file_coupling(
    history: History, selection: Selection, thresholds: Thresholds | None = None, *, most: int = MOST
) -> Coupling:
    """Between files. first, second: numbers of files."""
    rows = selection.changes(history).select("commit", unit="file").unique()
    return _coupled(history, selection, rows, (), thresholds or Thresholds(), most=most)


def folder_coupling(
    history: History, selection: Selection, thresholds: Thresholds | None = None, *, depth: int = 2, most: int = MOST
) -> Coupling:
    """Between folders, the first `depth` parts of a path at the time of the change; `b""` is the root itself."""
    folders = [b"/".join(path.split(b"/")[:-1][:depth]) for path in history.path_texts]
    names, numbers = np.unique(np.array(folders, dtype=object), return_inverse=True)
    changes = selection.changes(history)
    rows = pl.DataFrame(
        {"commit": changes["commit"], "unit": numbers.astype(np.uint32)[changes["path"].to_numpy()]}
    ).unique()
    return _coupled(history, selection, rows, tuple(names.tolist()), thresholds or Thresholds(), most=most)


def changesets(history: History, selection: Selection, *, largest: int) -> tuple[pl.DataFrame, int]:
    """The `commit` of each changeset that changed something below the prefix and at most so many files anywhere, and
    how many larger ones there are."""
    everywhere = replace(selection, prefix=b"").changes(history)
    sizes = everywhere.group_by("commit").agg(files=pl.col("file").n_unique())
    if selection.prefix:
        sizes = sizes.join(selection.changes(history), on="commit", how="semi")
    small = sizes.filter(pl.col("files") <= largest).select("commit")
    return small, len(sizes) - len(small)


def _coupled(
    history: History,
    selection: Selection,
    rows: pl.DataFrame,
    names: tuple[bytes, ...],
    thresholds: Thresholds,
    *,
    most: int,
) -> Coupling:
    """rows: `commit`, `unit`, each pair once."""
    small, left_out = changesets(history, selection, largest=thresholds.largest)
    rows = rows.join(small, on="commit", how="semi")
    revisions = rows.group_by("unit").agg(revisions=pl.len())
    kept, total = _told(NO_PAIRS, revisions, thresholds, changesets=len(small)), 0
    for pairs in shared_commits(rows, at_least=max(1, thresholds.shared)):
        found = _told(pairs, revisions, thresholds, changesets=len(small))
        total += len(found)
        kept = pl.concat([kept, found]).sort(_ORDER, descending=_DESCENDING).head(most)
    return Coupling(pairs=kept, total=total, names=names, changesets=len(small), left_out=left_out)


def _told(pairs: pl.DataFrame, revisions: pl.DataFrame, thresholds: Thresholds, *, changesets: int) -> pl.DataFrame:
    """Those of some pairs that are above the thresholds."""
    average = (pl.col("first_revisions") + pl.col("second_revisions")) / 2
    return (
        pairs.join(revisions.rename({"revisions": "first_revisions"}), left_on="first", right_on="unit")
        .join(revisions.rename({"revisions": "second_revisions"}), left_on="second", right_on="unit")
        .filter(average >= thresholds.revisions)
        .with_columns(
            degree=100 * pl.col("shared") / average,
            support=pl.col("shared") / max(1, changesets),
            confidence=pl.col("shared") / pl.col("first_revisions"),
            reverse_confidence=pl.col("shared") / pl.col("second_revisions"),
        )
        .filter(pl.col("degree") >= thresholds.degree)
    )
