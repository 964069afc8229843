"""Lines by who or when: at each of some moments, how many lines stand of each group of commits.

A group is an author, a year, or whatever the caller numbers commits by; what it wrote counts until it is taken away.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.spans import BEFORE

#: Year of a commit without a time.
NO_YEAR: Final = 0


def lines_by_group(
    events: LineEvents, *, groups: NDArray[np.int64], count: int, steps: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Lines that stand, one row a step, one column a group; the last column is of lines that no commit read wrote.

    groups: number of each commit's group, below `count`. steps: mainline positions, ascending. Each row sums up to the
    lines of the text files of that moment's tree.
    """
    table = np.zeros((len(steps), count + 1), np.int64)
    rows = np.searchsorted(steps, events.positions)
    seen = rows < len(steps)  # a step holds what happened up to it
    of_origin = np.where(events.origins == BEFORE, count, np.append(groups, count)[events.origins])
    np.add.at(table, (rows[seen], of_origin[seen]), events.deltas[seen])
    return np.cumsum(table, axis=0)


def years_of(times: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The calendar year in UTC of each commit; NO_YEAR where its time is not known. times: seconds since 1970."""
    years = np.where(known, times, 0).astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(known, years, NO_YEAR)
