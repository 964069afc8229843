"""Change points: where the level of a series changes.

A segmentation costs the sum, over its segments and signals, of squared distances from the segment's mean (the normal
model, its variance known), and a penalty for each segment after the first. The cheapest one is found exactly, by
optimal partitioning with the pruning of PELT: R. Killick, P. Fearnhead, I. A. Eckley, Optimal Detection of Changepoints
With a Linear Computational Cost, JASA 107, 2012.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def changepoints(signals: NDArray[np.float64], *, penalty: float, shortest: int = 1) -> list[int]:
    """Rows at which a new segment begins, ascending; without row 0.

    signals: rows x signals, each in units of its own noise. penalty: of one more segment, 0 or more. shortest: rows of
    a segment at least, 1 or more; a series that has not twice as many has no change point.
    """
    rows = len(signals)
    if rows < 2 * shortest:
        return []
    sums, squares = _running(signals), _running(signals**2).sum(axis=1)
    best = np.full(rows + 1, np.inf)
    best[0] = -penalty
    came_from = np.zeros(rows + 1, np.int64)
    last_use = np.full(rows + 1, rows)
    begins = np.empty(0, np.int64)
    for end in range(shortest, rows + 1):
        begins = np.append(begins[last_use[begins] >= end], end - shortest)
        costs = best[begins] + _costs(sums, squares, begins, end)
        cheapest = int(np.argmin(costs))
        best[end] = costs[cheapest] + penalty
        came_from[end] = begins[cheapest]
        # A begin that is dearer than a cut here is so for every later end, once there is room for a segment after it.
        dearer = begins[costs > best[end]]
        last_use[dearer] = np.minimum(last_use[dearer], end + shortest - 1)
    return _back(came_from, rows)


def _costs(
    sums: NDArray[np.float64], squares: NDArray[np.float64], begins: NDArray[np.int64], end: int
) -> NDArray[np.float64]:
    """Of the segments that go from each of some rows to the one before `end`."""
    spread = ((sums[end] - sums[begins]) ** 2).sum(axis=1) / (end - begins)
    costs: NDArray[np.float64] = squares[end] - squares[begins] - spread
    return costs


def _running(signals: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.vstack([np.zeros(signals.shape[1]), signals.cumsum(axis=0)])


def _back(came_from: NDArray[np.int64], rows: int) -> list[int]:
    found = []
    row = int(came_from[rows])
    while row:
        found.append(row)
        row = int(came_from[row])
    return found[::-1]
