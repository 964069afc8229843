"""Timeline: activity in days, weeks or months.

A commit belongs to the bucket of its committer time in UTC; weeks begin on Monday. All commits count; insertions and
deletions are those of non-merge commits; people are persons who authored a commit of the bucket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.domain import Grain

_DAY_SECONDS: Final = 86_400
#: 1970-01-01 was a Thursday: so many days after a Monday.
_MONDAY_OFFSET: Final = 3
#: Years 1 to 9999, which is what dates are in PostgreSQL's drivers, ISO 8601 and the contract's timestamps.
FIRST_SECOND: Final = -62_135_596_800
LAST_SECOND: Final = 253_402_300_799


@dataclass(frozen=True, kw_only=True, eq=False)
class Timeline:
    """Buckets in time order, none of them empty; five arrays beside each other, and what is in no bucket.

    starts: first day, days since 1970. undated: commits without a time.
    """

    starts: NDArray[np.int64]
    commits: NDArray[np.int64]
    insertions: NDArray[np.int64]
    deletions: NDArray[np.int64]
    people: NDArray[np.int64]
    undated: int


def dated(times: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which commits have a time that is a date."""
    return known & (times >= FIRST_SECOND) & (times <= LAST_SECOND)


def timeline(
    grain: Grain,
    *,
    times: NDArray[np.int64],
    known: NDArray[np.bool_],
    insertions: NDArray[np.int64],
    deletions: NDArray[np.int64],
    persons: NDArray[np.int64] | None,
) -> Timeline:
    """The timeline of commits, one row each.

    times: committer's, seconds since 1970 UTC, where known. insertions, deletions: lines, 0 of merges. persons: number
    of the author's person, None while that is not known (then people are 0).
    """
    counted = dated(times, known)
    starts, buckets = np.unique(_starts(grain, times[counted] // _DAY_SECONDS), return_inverse=True)
    people = np.zeros(len(starts), np.int64)
    if persons is not None and len(starts):
        authors = persons[counted]
        span = int(authors.max()) + 1
        pairs = np.unique(buckets.astype(np.int64) * span + authors)
        people = np.bincount(pairs // span, minlength=len(starts))
    return Timeline(
        starts=starts,
        commits=np.bincount(buckets, minlength=len(starts)),
        insertions=_sums(buckets, insertions[counted], len(starts)),
        deletions=_sums(buckets, deletions[counted], len(starts)),
        people=people,
        undated=len(times) - int(counted.sum()),
    )


def _starts(grain: Grain, days: NDArray[np.int64]) -> NDArray[np.int64]:
    match grain:
        case Grain.DAY:
            return days
        case Grain.WEEK:
            return days - (days + _MONDAY_OFFSET) % 7
        case Grain.MONTH:
            months = days.astype("datetime64[D]").astype("datetime64[M]")
            return months.astype("datetime64[D]").astype(np.int64)


def _sums(buckets: NDArray[np.intp], values: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    sums = np.zeros(count, np.int64)
    np.add.at(sums, buckets, values)  # in integers: weights of bincount are floats
    return sums
