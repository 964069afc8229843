"""Activity: what happened in each day, week, month, quarter or year, and what stood when it ended.

commits         by committer time, merges among them; with a prefix those that changed something below it
merges          commits with several parents; with a prefix none, as merges change nothing by themselves
insertions, deletions
                lines of commits that are no merges; their sum is the churn
people          different authors and co-authors, programs too
files_touched   different files that were changed, renames followed
files, lines    what stands on the mainline in the bucket's last second, by the mainline's clock, or at the selection's
                moment if that is earlier; lines of texts alone

Buckets go from the first commit of the selection to its last, and none of those between is left out. A commit whose
time is not known is in no bucket, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import TrailerKind
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.buckets import Grain, numbers, starts
from codevoyage_analysis.metrics.standing import standing

#: Buckets that a grain chosen by itself has at most: as many as a wide screen shows one beside the other.
COMFORTABLE: Final = 400
#: Buckets of an answer at most: 54 years of days. A clock that was wrong by centuries would make a million.
MOST: Final = 20_000
_CREDITED: Final = int(TrailerKind.CO_AUTHORED_BY)


class TooManyBuckets(ValueError):
    """The grain is too fine for the span of the selection. buckets: that it would take."""

    def __init__(self, buckets: int) -> None:
        super().__init__(f"{buckets} buckets, {MOST} at most")
        self.buckets = buckets


@dataclass(frozen=True, kw_only=True, eq=False)
class Activity:
    """buckets: `start: i64` (first second, since 1970 UTC), `commits: u32`, `merges: u32`, `insertions: i64`,
    `deletions: i64`, `people: u32`, `files_touched: u32`, `files: i64`, `lines: i64`; in time order.

    undated: commits of the selection that are in no bucket.
    """

    grain: Grain
    buckets: pl.DataFrame
    undated: int


def activity(history: History, selection: Selection, grain: Grain | None = None) -> Activity:
    """The activity of a selection. grain: None: the finest that gives at most COMFORTABLE buckets.

    Raises TooManyBuckets.
    """
    rows = counted(history, selection)
    dated = rows.filter(pl.col("time").is_between(FIRST_SECOND, LAST_SECOND))
    times = dated["time"].to_numpy()
    chosen = grain or _comfortable(times)
    of_each = numbers(chosen, times)
    first = int(of_each.min()) if len(of_each) else 0
    count = int(of_each.max()) - first + 1 if len(of_each) else 0
    if count > MOST:
        raise TooManyBuckets(count)
    placed = dated.with_columns(bucket=pl.Series(of_each - first, dtype=pl.UInt32))
    bounds = starts(chosen, np.arange(first, first + count + 1))
    files, lines = standing(history, selection, _positions(history, selection, bounds[1:] - 1))
    buckets = pl.DataFrame(
        {
            "start": bounds[:-1],
            **_sums(placed, count),
            "people": _different(placed.join(credited(history), on="commit"), "person", count),
            "files_touched": _different(_touched(history, selection, placed), "file", count),
            "files": files,
            "lines": lines,
        }
    )
    return Activity(grain=chosen, buckets=buckets, undated=len(rows) - len(dated))


def _comfortable(times: NDArray[np.int64]) -> Grain:
    for grain in Grain:
        spanned = numbers(grain, times)
        if not len(spanned) or spanned.max() - spanned.min() < COMFORTABLE:
            return grain
    return Grain.YEAR


def counted(history: History, selection: Selection) -> pl.DataFrame:
    """The commits that count, in order: `commit: u32`, `time: i64`, `parents: u32`, `author: u32`, `insertions: i64`,
    `deletions: i64`. Where there is a prefix: those that changed something below it, with its lines alone."""
    rows = selection.commits(history).select("commit", "time", "parents", "author", "insertions", "deletions")
    if not selection.prefix:
        return rows
    below = selection.changes(history).group_by("commit").agg(pl.col("insertions", "deletions").cast(pl.Int64).sum())
    return rows.drop("insertions", "deletions").join(below, on="commit", maintain_order="left")


def _sums(placed: pl.DataFrame, count: int) -> dict[str, pl.Series]:
    summed = (
        pl.DataFrame({"bucket": np.arange(count, dtype=np.uint32)})
        .join(
            placed.group_by("bucket").agg(
                commits=pl.len(),
                merges=(pl.col("parents") > 1).sum(),
                insertions=pl.col("insertions").sum(),
                deletions=pl.col("deletions").sum(),
            ),
            on="bucket",
            how="left",
            maintain_order="left",
        )
        .fill_null(0)
    )
    return {name: summed[name] for name in ("commits", "merges", "insertions", "deletions")}


def credited(history: History) -> pl.DataFrame:
    """`commit`, `person`: authors, and whom their trailers name beside them."""
    authors = history.commits.with_row_index("commit").select("commit", person="author")
    return pl.concat([authors, history.trailers.filter(pl.col("kind") == _CREDITED).select("commit", "person")])


def _touched(history: History, selection: Selection, placed: pl.DataFrame) -> pl.DataFrame:
    return selection.changes(history).select("commit", "file").join(placed.select("commit", "bucket"), on="commit")


def _different(rows: pl.DataFrame, column: str, count: int) -> NDArray[np.uint32]:
    """How many different ones each bucket has."""
    found = rows.select("bucket", column).unique()["bucket"].to_numpy()
    return np.bincount(found, minlength=count).astype(np.uint32)


def _positions(history: History, selection: Selection, times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The states of the mainline that stood at some times, ascending, and none after the moment's."""
    mainline = history.mainline
    stood = mainline.first + np.searchsorted(mainline.clock, times, side="right") - 1
    return np.minimum(stood, selection.moment.position)
