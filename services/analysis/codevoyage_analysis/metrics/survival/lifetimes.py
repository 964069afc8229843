"""How long lines stood: from the mainline commit that brought them in to the one that took them away.

Lines of one commit in one file cannot be told apart: where several came in at different positions, the first to come
is the first to go. A line that goes and comes back by a merge is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.by_file import FileEvents

#: `died` of lines that stand at the newest position.
STANDS: Final = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True, eq=False)
class Lifetimes:
    """Entry i of each column is some lines that stood at the positions born <= k < died, by file, origin, born, died.

    origins: number of the commit that wrote them; BEFORE: none that was read. lines: at least 1.
    """

    files: NDArray[np.int64]
    origins: NDArray[np.int64]
    born: NDArray[np.int64]
    died: NDArray[np.int64]
    lines: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.files)


def lifetimes(events: FileEvents) -> Lifetimes:
    """Of all lines that ever stood. A rename ends nothing."""
    files, origins, positions, deltas = events.files, events.origins, events.positions, events.deltas
    # All lines that came, of all files and origins, stand in one row; so do those that went, below the ones they were.
    came, went = deltas > 0, deltas < 0
    new_group = np.ones(len(files), np.bool_)
    new_group[1:] = (files[1:] != files[:-1]) | (origins[1:] != origins[:-1])
    arrived = np.cumsum(np.where(came, deltas, 0))
    left = np.cumsum(np.where(went, -deltas, 0))
    group = np.cumsum(new_group) - 1
    firsts = np.flatnonzero(new_group)
    base = (arrived - np.where(came, deltas, 0))[firsts][group]
    left_before = (left - np.where(went, -deltas, 0))[firsts][group]
    births, deaths = arrived[came], (base + left - left_before)[went]
    ends = np.unique(np.concatenate([births, deaths, (base + left - left_before)]))
    ends = ends[ends > 0]
    of_birth = np.searchsorted(births, ends)
    of_death = np.searchsorted(deaths, ends)
    # A run dies by the death that reaches it, if that is one of its own group: deaths of the next ones lie above.
    row_of_birth, row_of_death = np.flatnonzero(came)[of_birth], np.append(np.flatnonzero(went), -1)[of_death]
    dies = (row_of_death >= 0) & (group[row_of_death] == group[row_of_birth])
    return Lifetimes(
        files=files[row_of_birth],
        origins=origins[row_of_birth],
        born=positions[row_of_birth],
        died=np.where(dies, positions[row_of_death], STANDS),
        lines=np.diff(ends, prepend=0),
    )
