"""The lines that git's search for a difference takes for changed; compiled by numba when it is first called.

Method: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b: from both
ends of a box, until they meet; then the same in the two boxes before and after. What is beyond a cost git does not
search for the shortest difference any more: it goes on from a point that is far along with a long common run behind
it, or at last from the farthest. Its choices are made here as well, so that the number is the same.

A side of a search has coordinates of its own: x and y are lines of old and new that it has passed, counted from its
corner, and a diagonal is x - y. The side from the end sees both contents backwards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codevoyage_ingest.git.counting.compiled import compiled

#: Rounds after which git looks for something good rather than for the shortest.
_ROUNDS = 256
#: Lines of a common run that git trusts; and how many times farther than its rounds a point must be to be good.
_RUN = 20
_GOOD = 4
#: Steps of one comparison, a quarter of a second; beyond, git is asked, which can be stopped.
_STEPS = 50_000_000

#: How the two sides come to a point: they met there, or only one of them is there.
_MET, _FROM_BEGIN, _FROM_END, _TOO_LONG = 0, 1, 2, -1
#: The reach beyond the diagonals that a side has been on: less than any.
_NOWHERE = -(1 << 40)
#: No diagonal.
_NONE = 1 << 40


@compiled
def differing_lines(old: NDArray[np.int32], new: NDArray[np.int32], most_rounds: int) -> int:
    """How many lines of both are changed; -1 if it takes too long to say.

    old, new: numbers of the lines that are compared. most_rounds: git's bound for contents of these sizes.
    """
    # Of both sides, diagonals from -len(new) to len(old), and one more at each end.
    reach = np.empty((2, len(old) + len(new) + 3), dtype=np.int64)
    boxes = [(0, len(old), 0, len(new), False)]
    changed, steps = 0, 0
    while boxes:
        left, right, low, high, shortest = boxes.pop()
        while left < right and low < high and old[left] == new[low]:
            left, low = left + 1, low + 1
        while left < right and low < high and old[right - 1] == new[high - 1]:
            right, high = right - 1, high - 1
        if left == right or low == high:
            changed += right - left + high - low
            continue
        x, y, kind, taken = _meeting(old[left:right], new[low:high], reach, most_rounds, shortest)
        steps += taken
        if steps > _STEPS or kind == _TOO_LONG:
            return -1
        boxes.append((left, left + x, low, low + y, kind != _FROM_END))
        boxes.append((left + x, right, low + y, high, kind != _FROM_BEGIN))
    return changed


@compiled
def _meeting(
    old: NDArray[np.int32], new: NDArray[np.int32], reach: NDArray[np.int64], most_rounds: int, shortest: bool
) -> tuple[int, int, int, int]:
    """(lines of old, lines of new) before the point where a box is parted, how it was come to, steps.

    shortest: whatever it takes.
    """
    back_old, back_new = old[::-1], new[::-1]
    forward, backward = reach[0], reach[1]
    n, m = len(old), len(new)
    origin = m + 1
    forward[origin] = backward[origin] = 0
    low = high = back_low = back_high = 0
    odd = (n - m) % 2 != 0
    steps = 0
    for rounds in range(1, n + m + 1):
        low, high = _wider(forward, low, high, n, m)
        k, ran, taken = _round(old, new, forward, low, high, backward, back_low, back_high, odd, False)
        if k != _NONE:
            return forward[origin + k], forward[origin + k] - k, _MET, steps
        back_low, back_high = _wider(backward, back_low, back_high, n, m)
        k, back_ran, back_taken = _round(
            back_old, back_new, backward, back_low, back_high, forward, low, high, not odd, True
        )
        if k != _NONE:
            return n - backward[origin + k], m - (backward[origin + k] - k), _MET, steps
        steps += taken + back_taken
        if steps > _STEPS:
            break
        if shortest:
            continue
        if (ran or back_ran) and rounds > _ROUNDS:
            k = _good(old, new, forward, low, high, rounds, False)
            if k != _NONE:
                return forward[origin + k], forward[origin + k] - k, _FROM_BEGIN, steps
            k = _good(back_old, back_new, backward, back_low, back_high, rounds, True)
            if k != _NONE:
                return n - backward[origin + k], m - (backward[origin + k] - k), _FROM_END, steps
        if rounds >= most_rounds:
            x, y = _farthest(forward, low, high, n, m, False)
            back_x, back_y = _farthest(backward, back_low, back_high, n, m, True)
            if back_x + back_y < x + y:
                return x, y, _FROM_BEGIN, steps
            return n - back_x, m - back_y, _FROM_END, steps
    return 0, 0, _TOO_LONG, steps


@compiled
def _wider(reach: NDArray[np.int64], low: int, high: int, n: int, m: int) -> tuple[int, int]:
    """The diagonals of the next round: one more at each end; at the border of the box one less, as they alternate."""
    origin = m + 1
    if low > -m:
        low -= 1
        reach[origin + low - 1] = _NOWHERE
    else:
        low += 1
    if high < n:
        high += 1
        reach[origin + high + 1] = _NOWHERE
    else:
        high -= 1
    return low, high


@compiled
def _round(
    old: NDArray[np.int32],
    new: NDArray[np.int32],
    mine: NDArray[np.int64],
    low: int,
    high: int,
    other: NDArray[np.int64],
    other_low: int,
    other_high: int,
    may_meet: bool,
    upwards: bool,
) -> tuple[int, bool, int]:
    """One more change on each diagonal of a side, and what is common after it: (the diagonal on which it meets the
    other side or _NONE, whether there was a long common run, steps)."""
    n, m = len(old), len(new)
    origin = m + 1
    ran, steps = False, 0
    for at in range((high - low) // 2 + 1):
        k = low + 2 * at if upwards else high - 2 * at
        begin = max(mine[origin + k - 1] + 1, mine[origin + k + 1])
        x = begin
        while x < n and x - k < m and old[x] == new[x - k]:
            x += 1
        mine[origin + k] = x
        ran |= x - begin > _RUN
        steps += 1 + x - begin
        same = n - m - k  # as the other side counts diagonals
        if may_meet and other_low <= same <= other_high and x + other[origin + same] >= n:
            return k, ran, steps
    return _NONE, ran, steps


@compiled
def _good(
    old: NDArray[np.int32],
    new: NDArray[np.int32],
    reach: NDArray[np.int64],
    low: int,
    high: int,
    rounds: int,
    upwards: bool,
) -> int:
    """The diagonal of the point that is farthest from the corner, less its way from the middle, right after a common
    run; _NONE where none is far enough."""
    n, m = len(old), len(new)
    origin = m + 1
    best, found = _GOOD * rounds, _NONE
    for at in range((high - low) // 2 + 1):
        k = low + 2 * at if upwards else high - 2 * at
        x = reach[origin + k]
        y = x - k
        far = x + y - abs(k)
        if far > best and _RUN <= x < n and _RUN <= y < m:
            run = 0
            while run < _RUN and old[x - 1 - run] == new[y - 1 - run]:
                run += 1
            if run == _RUN:
                best, found = far, k
    return found


@compiled
def _farthest(reach: NDArray[np.int64], low: int, high: int, n: int, m: int, upwards: bool) -> tuple[int, int]:
    """The point that has passed most lines of both, within the box."""
    best_x, best_y = -1, 0
    for at in range((high - low) // 2 + 1):
        k = low + 2 * at if upwards else high - 2 * at
        x = min(reach[m + 1 + k], n)
        y = x - k
        if y > m:
            x, y = m + k, m
        if x + y > best_x + best_y:
            best_x, best_y = x, y
    return best_x, best_y
