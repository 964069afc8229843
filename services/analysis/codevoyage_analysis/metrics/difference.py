"""What differs between the trees of two moments, file by file.

added     stands after and not before          removed    stood before and not after
moved     has another path                     changed    has another content or mode at the same path

A file is the same along renames: its identity says so, and not a likeness of contents, so that what was moved long ago
and rewritten since is still moved. A path that was deleted and added again is another file. Where an identity stands at
several paths (two branches moved it to different ones), equal paths belong together, then the others in their order.
With a prefix, both trees are what is below it.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.snapshot import delta


class Kind(StrEnum):
    """What became of a file."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    MOVED = "MOVED"
    CHANGED = "CHANGED"


def difference(history: History, before: Moment, after: Moment, *, prefix: bytes = b"") -> pl.DataFrame:
    """The files that differ, by path (of what was removed the old one), then by kind.

    Columns: `kind: str`, `file: u32`, `path: u32`, `old_path: u32` (of what was moved, else null), `lines_before: i64`,
    `lines_after: i64`, `bytes_before: i64`, `bytes_after: i64`; null: did not stand, or has none.
    """
    found = delta(history, before, after)
    gone, come = found.gone, found.come
    if prefix:
        below = Selection(moment=after, prefix=prefix).paths(history)
        gone, come = (rows.filter(below[rows["path"].to_numpy()]) for rows in (gone, come))
    same_path = gone.join(come, on=["file", "path"], suffix="_after").with_columns(path_after="path")
    other = (pl.col("blob") != pl.col("blob_after")) | (pl.col("mode") != pl.col("mode_after"))
    gone, come = (_left(rows, same_path) for rows in (gone, come))
    moved = gone.join(come, on=["file", "nth"], suffix="_after")
    removed, added = (rows.join(moved, on=["file", "nth"], how="anti") for rows in (gone, come))
    was = pl.col("lines", "bytes").name.suffix("_before")
    now = (pl.col("lines_after"), pl.col("bytes_after"), pl.col("path_after").alias("path"))
    parts = [
        _empty(),
        _of(Kind.CHANGED, same_path.filter(other).select("file", was, *now)),
        _of(Kind.MOVED, moved.select("file", was, *now, old_path="path")),
        _of(Kind.REMOVED, removed.select("file", "path", was)),
        _of(Kind.ADDED, added.select("file", "path", pl.col("lines", "bytes").name.suffix("_after"))),
    ]
    return pl.concat(parts, how="diagonal").sort("path", "kind", "file")


def _left(rows: pl.DataFrame, same_path: pl.DataFrame) -> pl.DataFrame:
    """Those without a partner at their path, `nth` of their file."""
    alone = rows.join(same_path, on=["file", "path"], how="anti", maintain_order="left")
    return alone.with_columns(nth=pl.int_range(pl.len()).over("file"))


def _of(kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(kind=pl.lit(kind.value))


def _empty() -> pl.DataFrame:
    """Says which columns there are, in which order."""
    numbers = {name: pl.UInt32() for name in ("file", "path", "old_path")}
    sizes = {name: pl.Int64() for name in ("lines_before", "lines_after", "bytes_before", "bytes_after")}
    return pl.DataFrame(schema={"kind": pl.String(), **numbers, **sizes})
