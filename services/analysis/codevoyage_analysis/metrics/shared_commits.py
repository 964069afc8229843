"""Pairs that commits changed together, counted in bounded memory.

A commit that changed n units has n (n - 1) / 2 pairs: all of them at once are more than a machine holds, however few
remain. All pairs of one unit are counted together, so whatever is shared too seldom is gone before the next ones come.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Pairs that are counted at a time: 16 MiB of keys. The pairs of one unit are not parted: a file changed in each of
#: 100,000 commits of 30 files has 3 million.
AT_A_TIME: Final = 2_000_000
#: What no commit gives.
NO_PAIRS: Final = pl.DataFrame(schema={"first": pl.UInt32(), "second": pl.UInt32(), "shared": pl.UInt32()})


def shared_commits(rows: pl.DataFrame, *, at_least: int, at_a_time: int = AT_A_TIME) -> Iterator[pl.DataFrame]:
    """How many commits changed both of a pair: `first: u32`, `second: u32` (first < second), `shared: u32`; by first,
    then by second, in as many frames as it takes.

    rows: `commit: u32`, `unit: u32`, each pair once. at_least: commits, 1 or more.
    """
    # A unit that was changed less often shares no more than that.
    rows = rows.filter(pl.len().over("unit") >= at_least).sort("commit", "unit")
    units = rows["unit"].to_numpy().astype(np.int64)
    partners = _partners(rows["commit"].to_numpy())
    by_unit = np.argsort(units, kind="stable")
    span = int(units.max()) + 1 if len(units) else 1
    for some in _parts(units[by_unit], partners[by_unit], at_a_time):
        chosen = by_unit[some]
        counts = partners[chosen]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        keys = np.repeat(units[chosen], counts) * span + units[np.repeat(chosen + 1, counts) + within]
        counted = pl.DataFrame({"key": keys}).group_by("key").agg(shared=pl.len())
        yield (
            counted.filter(pl.col("shared") >= at_least)
            .sort("key")
            .select(
                (pl.col("key") // span).cast(pl.UInt32).alias("first"),
                (pl.col("key") % span).cast(pl.UInt32).alias("second"),
                "shared",
            )
        )


def _partners(commits: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Of each row, how many rows of the same commit come after it. commits: ascending."""
    ends = np.searchsorted(commits, commits, side="right")
    return ends - np.arange(len(commits)) - 1


def _parts(units: NDArray[np.int64], partners: NDArray[np.int64], at_a_time: int) -> Iterator[slice]:
    """Ranges of rows, whole units each, with so many pairs or one unit. units: ascending."""
    ends = np.append(np.flatnonzero(np.diff(units)) + 1, len(units)) if len(units) else np.empty(0, np.int64)
    pairs = np.concatenate([[0], np.cumsum(partners)])
    begin = 0
    while begin < len(units):
        fits = int(np.searchsorted(pairs[ends], pairs[begin] + at_a_time, side="right")) - 1
        end = int(ends[max(fits, int(np.searchsorted(ends, begin, side="right")))])
        yield slice(begin, end)
        begin = end
