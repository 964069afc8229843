"""Change coupling: files, and folders, that change in the same commits.

shared       commits that changed both
degree       100 x shared / average of both revisions, percent
support      shared / commits that were looked at, 0 to 1
confidence   shared / revisions of the first: how often the second changed when the first did, 0 to 1; and the reverse

The degree and its thresholds are those of code-maat (A. Tornhill, `logical_coupling.clj`): changesets of at most 30
files, at least 5 revisions of each on average, at least 5 shared. Files are the same along renames. Larger changesets
are left out and counted: a reformatting couples everything with everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection


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
    `reverse_confidence: f64`; by degree, then by shared, ties by numbers.

    names: of folders, by number; empty for files. changesets: commits that were looked at. left_out: larger ones.
    """

    pairs: pl.DataFrame
    names: tuple[bytes, ...]
    changesets: int
    left_out: int


def file_coupling(history: History, selection: Selection, thresholds: Thresholds | None = None) -> Coupling:
    """Between files. first, second: numbers of files."""
    rows = selection.changes(history).select("commit", unit="file").unique()
    return _coupled(rows, (), thresholds or Thresholds())


def folder_coupling(
    history: History, selection: Selection, thresholds: Thresholds | None = None, *, depth: int = 2
) -> Coupling:
    """Between folders, the first `depth` parts of a path at the time of the change; `b""` is the root itself."""
    folders = [b"/".join(path.split(b"/")[:-1][:depth]) for path in history.path_texts]
    names, numbers = np.unique(np.array(folders, dtype=object), return_inverse=True)
    changes = selection.changes(history)
    rows = pl.DataFrame(
        {"commit": changes["commit"], "unit": numbers.astype(np.uint32)[changes["path"].to_numpy()]}
    ).unique()
    return _coupled(rows, tuple(names.tolist()), thresholds or Thresholds(), files=changes)


def missing_partners(
    history: History, selection: Selection, files: list[int], *, confidence: float = 0.5, shared: int = 5
) -> pl.DataFrame:
    """Files that mostly change when these do, and are not among them.

    Columns: `file` (of these), `missing`, `shared: u32`, `revisions: u32` (of `file`), `confidence: f64`; by
    confidence, then by shared, ties by numbers.
    """
    found = file_coupling(history, selection, Thresholds(revisions=0, shared=shared, degree=0.0)).pairs
    there = found.select("shared", "confidence", file="first", missing="second", revisions="first_revisions")
    back = found.select(
        "shared", file="second", missing="first", revisions="second_revisions", confidence="reverse_confidence"
    )
    rows = pl.concat([there, back.select(there.columns)])
    return (
        rows.filter(
            pl.col("file").is_in(files) & ~pl.col("missing").is_in(files) & (pl.col("confidence") >= confidence)
        )
        .sort(["confidence", "shared", "file", "missing"], descending=[True, True, False, False])
        .select("file", "missing", "shared", "revisions", "confidence")
    )


def _coupled(
    rows: pl.DataFrame, names: tuple[bytes, ...], thresholds: Thresholds, *, files: pl.DataFrame | None = None
) -> Coupling:
    """rows: `commit`, `unit`, each pair once. files: by which changesets are measured, if not by units."""
    measured = rows if files is None else files.select("commit", "file").unique()
    sizes = measured.group_by("commit").len()
    small = sizes.filter(pl.col("len") <= thresholds.largest).select("commit")
    rows = rows.join(small, on="commit", how="semi")
    revisions = rows.group_by("unit").agg(revisions=pl.len())
    pairs = (
        rows.join(rows, on="commit", suffix="_other")
        .filter(pl.col("unit") < pl.col("unit_other"))
        .group_by(first="unit", second="unit_other")
        .agg(shared=pl.len())
        .filter(pl.col("shared") >= thresholds.shared)
        .join(revisions.rename({"revisions": "first_revisions"}), left_on="first", right_on="unit")
        .join(revisions.rename({"revisions": "second_revisions"}), left_on="second", right_on="unit")
        .with_columns(average=(pl.col("first_revisions") + pl.col("second_revisions")) / 2)
        .filter(pl.col("average") >= thresholds.revisions)
        .with_columns(
            degree=100 * pl.col("shared") / pl.col("average"),
            support=pl.col("shared") / max(1, len(small)),
            confidence=pl.col("shared") / pl.col("first_revisions"),
            reverse_confidence=pl.col("shared") / pl.col("second_revisions"),
        )
        .filter(pl.col("degree") >= thresholds.degree)
        .sort(["degree", "shared", "first", "second"], descending=[True, True, False, False])
        .drop("average")
    )
    return Coupling(pairs=pairs, names=names, changesets=len(small), left_out=len(sizes) - len(small))
