"""How one file came to be what it is: the commits that changed it, and every version of it that stood."""

from __future__ import annotations

from bisect import bisect_left

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.history.tables import STANDS
from codevoyage_analysis.metrics.complexity import measured


def file_called(history: History, moment: Moment, path: bytes) -> int | None:
    """The number of the file that stands at a path at a moment, or stood there last before it; None: none did."""
    texts = history.path_texts
    number = bisect_left(texts, path)
    if number == len(texts) or texts[number] != path:
        return None
    # By born: the last one is the newest.
    versions = history.versions.filter((pl.col("path") == number) & (pl.col("born") <= moment.position))
    return int(versions["file"][-1]) if len(versions) else None


def revisions(history: History, selection: Selection, file: int) -> pl.DataFrame:
    """Commits of the selection, merges apart, that changed a file, whatever it was called then; newest first.

    Columns: `commit: u32`, `path: u32` (afterwards), `insertions: i64`, `deletions: i64` [lines]. The selection's
    prefix changes nothing.
    """
    everywhere = Selection(moment=selection.moment, start=selection.start, end=selection.end)
    found = everywhere.changes(history).filter(pl.col("file") == file)
    # Of one commit that says two things of a file, as a rename over another, the sum, and the last path.
    return (
        found.group_by("commit")
        .agg(pl.col("path").last(), pl.col("insertions", "deletions").cast(pl.Int64).sum())
        .sort("commit", descending=True)
    )


def file_versions(history: History, moment: Moment, file: int) -> pl.DataFrame:
    """Versions of a file that stood on the mainline up to a moment, oldest first, ties by path.

    Columns: `path: u32`, `born: i64`, `died: i64` (positions; null: stands at the moment), `lines: i64` (null: none),
    `indentation: i64` (of this very content; null: it is not measured).
    """
    rows = history.versions.with_row_index("version")
    rows = rows.filter((pl.col("file") == file) & (pl.col("born") <= moment.position))
    own = rows.join(measured(history), on="version", how="left", maintain_order="left")
    died = pl.when((pl.col("died") != STANDS) & (pl.col("died") <= moment.position)).then(pl.col("died"))
    return own.sort("born", "path").select(
        "path", pl.col("born").cast(pl.Int64), died.cast(pl.Int64), "lines", "indentation"
    )
