"""Hotspots: files that change often and are complex.

revisions    non-merge commits of the selection that changed the file, renames followed
recency      the same, each weighted 2^(-age / half-life), age before the newest commit of the selection
complexity   indentation of the file as it stands at the moment (`metrics.complexity`)
score        percentile rank of revisions x percentile rank of complexity, 0 to 1
recent       percentile rank of recency x percentile rank of complexity, 0 to 1

A percentile rank is the share of the ranked files with at most this value. The product of change frequency and
complexity follows A. Tornhill, Your Code as a Crime Scene, 2015, chapter 4; both factors are given, so that nobody has
to trust the product. Ranked are files that stand at the moment, were changed in the selection, and whose complexity is
known; vendored and generated ones are left out and counted, as are files that are gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.snapshot import snapshot

#: Days after which a change counts half: about a quarter of a year, the span in which most teams plan.
HALF_LIFE_DAYS: Final = 90.0
_DAY: Final = 86_400
_LEFT_OUT: Final = {"vendored": FileClass.VENDORED, "generated": FileClass.GENERATED}


@dataclass(frozen=True, kw_only=True, eq=False)
class Hotspots:
    """files: `path: u32`, `file: u32`, `revisions: u32`, `recency: f64`, `complexity: i64`, `lines: i64`,
    `last_time: i64` (newest change whose time is known, seconds since 1970 UTC), `score: f64`, `recent: f64`; by score,
    ties by path.

    Files changed in the selection that are not ranked: gone, vendored, generated, and unmeasured (binary, too large,
    or not measured yet).
    """

    files: pl.DataFrame
    gone: int
    vendored: int
    generated: int
    unmeasured: int


def hotspots(history: History, selection: Selection, *, half_life_days: float = HALF_LIFE_DAYS) -> Hotspots:
    """The hotspots of a selection. half_life_days: above 0."""
    changed = _revisions(history, selection, half_life_days)
    standing = snapshot(history, selection).select("path", "file", "kind", "lines", complexity="indentation")
    found = changed.join(standing, on="file", how="left", maintain_order="left")
    here = found.filter(pl.col("path").is_not_null())
    kinds = {name: here.filter(pl.col("kind") == int(kind)) for name, kind in _LEFT_OUT.items()}
    ours = here.filter(~pl.col("kind").is_in([int(kind) for kind in _LEFT_OUT.values()]))
    ranked = ours.filter(pl.col("complexity").is_not_null()).with_columns(
        score=_rank("revisions") * _rank("complexity"), recent=_rank("recency") * _rank("complexity")
    )
    return Hotspots(
        files=ranked.sort(["score", "path"], descending=[True, False]).select(
            "path", "file", "revisions", "recency", "complexity", "lines", "last_time", "score", "recent"
        ),
        gone=len(found) - len(here),
        vendored=len(kinds["vendored"]),
        generated=len(kinds["generated"]),
        unmeasured=len(ours) - len(ranked),
    )


def _revisions(history: History, selection: Selection, half_life_days: float) -> pl.DataFrame:
    """`file`, `revisions`, `recency`, `last_time`; by file."""
    times = selection.commits(history).select("commit", "time")
    rows = selection.changes(history).select("commit", "file").unique().join(times, on="commit", how="left")
    newest = times["time"].max()
    age = (pl.lit(newest, pl.Int64) - pl.col("time")) / (_DAY * half_life_days)
    # A commit whose time is not known is a revision, and as old as can be for what is recent.
    weight = pl.when(pl.col("time").is_null()).then(0.0).otherwise(pl.lit(2.0).pow(-age))
    return (
        rows.with_columns(weight=weight)
        .group_by("file")
        .agg(revisions=pl.len(), recency=pl.col("weight").sum(), last_time=pl.col("time").max())
        .sort("file")
    )


def _rank(column: str) -> pl.Expr:
    """The share of rows with at most this value."""
    return pl.col(column).rank("max") / pl.len()
