"""The tree of files at any moment, and what differs between two.

A version stood at the positions born <= k < died: a snapshot is this filter, and nothing is replayed. It equals
`git ls-tree -r -l` of the mainline commit, path for path, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.complexity import complexity


def snapshot(history: History, selection: Selection) -> pl.DataFrame:
    """The files that stood at the selection's moment below its prefix, by path.

    Columns: those of `versions`, with `version` (its number), `language`, `kind`, `first_position` (of the file, under
    whatever path), and those of `complexity`.
    """
    versions = selection.versions(history)
    kinds = history.paths.select("language", "kind")[versions["path"]]
    births = pl.Series("first_position", history.file_births[versions["file"].to_numpy()])
    measures = complexity(history, versions, at=selection.moment.position)
    return pl.concat([versions, kinds, births.to_frame(), measures], how="horizontal")


@dataclass(frozen=True, kw_only=True, eq=False)
class Delta:
    """Rows of `versions`, with `version`, by path: those that stood before and do not after, and the reverse."""

    gone: pl.DataFrame
    come: pl.DataFrame


def delta(history: History, before: Moment, after: Moment) -> Delta:
    """What makes the tree of one moment that of another, whichever is the earlier one."""
    versions = history.versions.with_row_index("version")
    stood, stands = (_stood(moment) for moment in (before, after))
    return Delta(gone=versions.filter(stood & ~stands), come=versions.filter(stands & ~stood))


def _stood(moment: Moment) -> pl.Expr:
    return (pl.col("born") <= moment.position) & (pl.col("died") > moment.position)
