"""What is asked about: commits of a range of time, paths of a folder, the tree at a moment.

A file is in the selection by the path that it has where it is looked at: a version by its path, a change by the path
afterwards. Commits are those that the moment's state contains (`came_in` at or before it) and whose committer time is
in the range; one whose time is not known is in no range, and in everything when none is given.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment, newest


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Of one history.

    moment: the state that is looked at. start, end: committer times, start <= t < end, seconds since 1970 UTC; None:
    open. prefix: a folder or a file, exact bytes without a slash at its end; empty: everything.
    """

    moment: Moment
    start: int | None = None
    end: int | None = None
    prefix: bytes = b""

    @classmethod
    def everything(cls, history: History) -> Selection:
        """The newest state, all commits, all paths."""
        return cls(moment=newest(history))

    def commits(self, history: History) -> pl.DataFrame:
        """Rows of `commits` that are meant, with their `commit` number, in order. No folder narrows them."""
        came = history.commits["came_in"].search_sorted(self.moment.position, side="right")
        rows = history.commits.head(int(came)).with_row_index("commit")
        if self.start is not None:
            rows = rows.filter(pl.col("time") >= self.start)
        if self.end is not None:
            rows = rows.filter(pl.col("time") < self.end)
        return rows

    def changes(self, history: History) -> pl.DataFrame:
        """Rows of `changes` of those commits and below the prefix, in order."""
        came = history.commits["came_in"].search_sorted(self.moment.position, side="right")
        rows = history.changes.head(int(history.changes["commit"].search_sorted(int(came), side="left")))
        if self.start is not None or self.end is not None:
            chosen = np.zeros(len(history.commits), np.bool_)
            chosen[self.commits(history)["commit"].to_numpy()] = True
            rows = rows.filter(chosen[rows["commit"].to_numpy()])
        if self.prefix:
            rows = rows.filter(self.paths(history)[rows["path"].to_numpy()])
        return rows

    def versions(self, history: History) -> pl.DataFrame:
        """Rows of `versions` that stood at the moment below the prefix, with their `version` number, by path."""
        at = self.moment.position
        rows = history.versions.with_row_index("version").filter((pl.col("born") <= at) & (pl.col("died") > at))
        return rows.filter(self.paths(history)[rows["path"].to_numpy()]) if self.prefix else rows

    def paths(self, history: History) -> NDArray[np.bool_]:
        """Of each path, whether it is the prefix or below it."""
        texts, below = history.path_texts, self.prefix + b"/"
        chosen = np.full(len(texts), not self.prefix)
        if self.prefix:
            # What is below a folder stands together; `0` is the byte after `/`.
            chosen[bisect_left(texts, below) : bisect_left(texts, self.prefix + b"0")] = True
            exact = bisect_left(texts, self.prefix)
            chosen[exact : exact + 1] |= texts[exact : exact + 1] == [self.prefix]
        return chosen
