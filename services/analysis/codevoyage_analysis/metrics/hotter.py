"""Files that are hotter at one moment than at another.

score   as `metrics.hotspots` has it, of the commits of some days up to each moment
rank    place among the ranked files by score, ties by path; the hottest is 1

A file is the same along renames. One that was not ranked before has score 0 and no rank: it was not there, did not
change in those days, or its complexity is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.hotspots import hotspots

_DAY: Final = 86_400


@dataclass(frozen=True, kw_only=True, eq=False)
class Hotter:
    """files: `path: u32` (after), `score_before: f64`, `score: f64`, `rank_before: u32` (0: none), `rank: u32`,
    `revisions_before: u32`, `revisions: u32`; what rose most first, ties by path. ranked: files at each moment."""

    files: pl.DataFrame
    ranked_before: int
    ranked_after: int


def hotter(history: History, before: Moment, after: Moment, *, days: int, prefix: bytes = b"") -> Hotter:
    """Files whose score rose. days: of commits that count for each moment, above 0."""
    early, late = (_ranked(history, moment, days=days, prefix=prefix) for moment in (before, after))
    joined = late.join(early.drop("path"), on="file", how="left", suffix="_before", maintain_order="left").fill_null(0)
    risen = joined.filter(pl.col("score") > pl.col("score_before"))
    order = risen.with_columns(rise=pl.col("score") - pl.col("score_before"))
    return Hotter(
        files=order.sort("rise", "path", descending=[True, False]).select(
            "path", "score_before", "score", "rank_before", "rank", "revisions_before", "revisions"
        ),
        ranked_before=len(early),
        ranked_after=len(late),
    )


def _ranked(history: History, moment: Moment, *, days: int, prefix: bytes) -> pl.DataFrame:
    """`path`, `file`, `score`, `revisions`, `rank`. Where no time is known yet, all commits count."""
    start = None if moment.time is None else moment.time - days * _DAY
    found = hotspots(history, Selection(moment=moment, start=start, prefix=prefix)).files
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("rank")
    return found.select("path", "file", "score", "revisions", rank)
