"""Days, weeks, months, quarters and years of the calendar, in UTC, as numbers without gaps.

Bucket 0 is the one that has 1970-01-01 in it; weeks begin on Monday, quarters in January, April, July and October.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

_DAY: Final = 86_400
#: 1970-01-01 was a Thursday: so many days after a Monday.
_AFTER_MONDAY: Final = 3
_WEEK: Final = 7
_QUARTER: Final = 3


class Grain(StrEnum):
    """Width of buckets, the finest first."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


def numbers(grain: Grain, times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bucket that each time is in. times: seconds since 1970 UTC, of years 1 to 9999."""
    days = times // _DAY
    match grain:
        case Grain.DAY:
            return days
        case Grain.WEEK:
            return (days + _AFTER_MONDAY) // _WEEK
        case Grain.MONTH:
            return _months(days)
        case Grain.QUARTER:
            return _months(days) // _QUARTER
        case Grain.YEAR:
            return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)


def starts(grain: Grain, buckets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first second of each bucket, since 1970 UTC. The one after it has the first second that it does not have."""
    match grain:
        case Grain.DAY:
            return buckets * _DAY
        case Grain.WEEK:
            return (buckets * _WEEK - _AFTER_MONDAY) * _DAY
        case Grain.MONTH:
            return _seconds(buckets.astype("datetime64[M]"))
        case Grain.QUARTER:
            return _seconds((buckets * _QUARTER).astype("datetime64[M]"))
        case Grain.YEAR:
            return _seconds(buckets.astype("datetime64[Y]"))


def _months(days: NDArray[np.int64]) -> NDArray[np.int64]:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _seconds(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return dates.astype("datetime64[s]").astype(np.int64)
