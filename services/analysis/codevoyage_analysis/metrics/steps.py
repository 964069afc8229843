"""Even steps in time: the states of the mainline at so many times of a range, both ends included.

The time of step i of n is begin + (end - begin) * i / (n - 1), in whole seconds, down; its state is the one that stood
then by the mainline's clock, and never a later one than the moment that is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import UNKNOWN
from codevoyage_analysis.history.moment import Moment, at_position
from codevoyage_analysis.history.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Step:
    """time: seconds since 1970 UTC. moment: the state that stood then."""

    time: int
    moment: Moment


def even_steps(history: History, selection: Selection, count: int) -> list[Step]:
    """Ascending, from the first known time of the mainline, or the range's start if that is later, to the moment's, or
    the last second before the range's end if that is earlier; of one step, that end alone.

    count: 1 or more. None where the mainline has no known time up to the moment, or none of the range.
    """
    known = np.flatnonzero(history.mainline.clock != UNKNOWN)
    if not len(known) or selection.moment.time is None:
        return []
    begin, end = int(history.mainline.clock[known[0]]), selection.moment.time
    begin = begin if selection.start is None else max(begin, selection.start)
    end = end if selection.end is None else min(end, selection.end - 1)
    if begin > end:
        return []
    times = [begin + (end - begin) * step // (count - 1) for step in range(count)] if count > 1 else [end]
    return [Step(time=time, moment=_state(history, selection, time)) for time in times]


def _state(history: History, selection: Selection, time: int) -> Moment:
    # Several commits may have the moment's time, some of them after it.
    return at_position(history, min(history.mainline.position_at(time), selection.moment.position))
