"""Numbers that the content alone decides, for what ingest numbered as it came.

Two readings of one history, one of them incremental, meet paths, people and commits in different orders; what is
computed from them must not show it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbering:
    """olds: the old number of each new one. news: the new number of each old one, -1 where it is used nowhere."""

    olds: Numbers
    news: Numbers

    @classmethod
    def of(cls, olds: Numbers, *, known: int) -> Numbering:
        """olds: in their new order. known: how many old numbers there are."""
        news = np.full(known, -1, np.int64)
        news[olds] = np.arange(len(olds))
        return cls(olds=olds, news=news)

    @classmethod
    def by(cls, *keys: pl.Series, used: Numbers, known: int) -> Numbering:
        """Of the numbers that are used, in the order of their keys. keys: of each old number, the first one first."""
        rows = pl.DataFrame({f"key_{place}": key.gather(used) for place, key in enumerate(keys)})
        order = rows.select(pl.arg_sort_by(*rows.columns)).to_series().to_numpy()
        return cls.of(used[order], known=known)


def used(*columns: NDArray[np.generic]) -> Numbers:
    """The numbers that columns mention, ascending, each once."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(column.astype(np.int64) for column in columns)]))


def commit_order(
    *, came_in: NDArray[np.int32], parent_counts: NDArray[np.uint32], parents: Numbers, ids: NDArray[np.bytes_]
) -> Numbers:
    """Commits in their new order: by the position at which they came in, then after their parents, then by id.

    A commit comes in with its children or before them, so parents come first all over. parents: numbers, one
    commit's after the other's, all smaller than the commit's own; -1: not read.
    """
    generations = [0] * len(parent_counts)
    begin = 0
    flat = parents.tolist()
    for commit, count in enumerate(parent_counts.tolist()):
        end = begin + count
        generations[commit] = 1 + max((generations[parent] for parent in flat[begin:end] if parent >= 0), default=0)
        begin = end
    return np.lexsort((ids, np.array(generations, np.int64), came_in)).astype(np.int64)


def spread(counts: NDArray[np.uint32], order: Numbers) -> Numbers:
    """Where the entries of a flat column stand when those that have them are taken in another order.

    counts: entries of each, one's after the other's.
    """
    begins = np.cumsum(counts, dtype=np.int64) - counts
    taken = counts[order].astype(np.int64)
    skipped = np.cumsum(taken) - taken
    return np.repeat(begins[order] - skipped, taken) + np.arange(int(taken.sum()))
