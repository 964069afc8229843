"""When a commit came in: the first mainline commit from which it can be reached.

A commit of the mainline (the first-parent chain of HEAD) brings itself in. Any other came with a merge: the one with
the smallest position among the mainline commits that reach it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Position of a commit that no mainline commit reaches. Only a commit cap can cut such a thing off.
NOWHERE: Final = -1


def brought_in(
    positions: NDArray[np.int32], parent_counts: NDArray[np.uint32], parents: NDArray[np.int64]
) -> NDArray[np.int32]:
    """The position at which each commit came in.

    positions: of each commit on the mainline, -1 off it; commits come after their parents. parents: their numbers, one
    commit's after the other's, -1 for one that was not read.
    """
    never = np.iinfo(np.int32).max
    # Lists: single elements are read and written, which costs three times as much in an array.
    came: list[int] = np.where(positions >= 0, positions, never).tolist()
    ends: list[int] = np.cumsum(parent_counts, dtype=np.int64).tolist()
    flat: list[int] = parents.tolist()
    on_mainline: list[bool] = (positions >= 0).tolist()
    end = len(flat)
    for child in range(len(came) - 1, -1, -1):  # children first: what reaches a commit is settled before it
        begin = ends[child - 1] if child else 0
        position = came[child]
        for parent in flat[begin:end]:
            if parent >= 0 and not on_mainline[parent] and position < came[parent]:
                came[parent] = position
        end = begin
    return np.where(np.array(came, np.int64) == never, NOWHERE, came).astype(np.int32)
