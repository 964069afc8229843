"""One fixed order for a history, in which a longer history begins with a shorter one.

The commits that each mainline commit brings in follow one another, the mainline commit itself last; among themselves
they stand as a walk along parents, in the parents' order, leaves them. That order knows nothing of later commits (as
git's own orders do), so what was numbered once keeps its number when the mainline grows.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Links:
    """Which rows of a list of commits are whose parents: of row i, `rows[ends[i]:ends[i + 1]]`; -1: not listed."""

    ends: array[int]
    rows: array[int]

    def of(self, row: int) -> array[int]:
        """Rows of a commit's parents."""
        return self.rows[self.ends[row] : self.ends[row + 1]]


def link(ids: bytes, parents: bytes, ends: Numbers, *, width: int) -> Links:
    """Finds each parent's row.

    ids, parents: raw ids of `width` bytes, one after the other. ends: where the parents of each commit end.
    """
    shifted = array("q", b"\0" * 8 + ends.tobytes())
    listed = np.frombuffer(ids, dtype=np.uint8).reshape(-1, width)
    wanted = np.frombuffer(parents, dtype=np.uint8).reshape(-1, width)
    if not len(wanted):
        return Links(ends=shifted, rows=array("q"))
    # Eight bytes tell nearly all ids apart; where they do not (somebody searched for such a pair), all bytes do.
    keys, sought = _prefix(listed), _prefix(wanted)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys, sought, sorter=order), len(keys) - 1)
    rows = order[at].astype(np.int64)
    same = (listed[rows] == wanted).all(axis=1)
    for odd in np.flatnonzero(~same & (keys[rows] == sought)).tolist():
        twins = order[at[odd] :][keys[order[at[odd] :]] == sought[odd]]
        rows[odd] = next((int(twin) for twin in twins if bytes(listed[twin]) == bytes(wanted[odd])), -1)
        same[odd] = rows[odd] >= 0
    rows[~same] = -1
    return Links(ends=shifted, rows=array("q", rows.tobytes()))


def layered(links: Links, *, head: int) -> tuple[array[int], array[int]]:
    """The rows that the head reaches in their order; and the places in it of the mainline's commits, ascending."""
    mainline = [head]
    while (before := links.of(mainline[-1])[:1]) and before[0] >= 0:
        mainline.append(before[0])
    order, places = array("q"), array("q")
    state = bytearray(len(links.ends) - 1)  # 0: not seen, 1: its parents come first, 2: in the order
    for tip in reversed(mainline):
        stack = [tip]
        while stack:
            row = stack[-1]
            if state[row] == 0:
                state[row] = 1
                stack.extend(parent for parent in reversed(links.of(row)) if parent >= 0 and not state[parent])
                continue
            stack.pop()
            if state[row] == 1:
                state[row] = 2
                order.append(row)
        places.append(len(order) - 1)
    return order, places


def _prefix(ids: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(ids[:, :8]).view(np.uint64).ravel()
