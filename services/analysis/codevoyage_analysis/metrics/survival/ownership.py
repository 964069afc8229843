"""Ownership by surviving lines: of each file, how many of the lines that stand each person wrote.

share(file, person) = lines of the file that the person wrote / lines of the file; shares of a file add up to 1. A line
is its commit's author's alone; co-authors are not told apart line by line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.spans import BEFORE

#: Owner of lines that no commit read wrote.
NOBODY: Final = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnedLines:
    """Entry i of each column is one person's part of one path, by path, most lines first, then by person.

    persons: NOBODY: written before what was read. lines: at least 1. shares: of the path's lines, 0 to 1.
    """

    paths: NDArray[np.int64]
    persons: NDArray[np.int64]
    lines: NDArray[np.int64]
    shares: NDArray[np.float64]


def owned_lines(events: LineEvents, *, persons: NDArray[np.int64], at: int) -> OwnedLines:
    """Who wrote what stands at a mainline position. persons: the author of each commit."""
    past = events.positions <= at
    paths = events.paths[past].astype(np.int64)
    origins = events.origins[past]
    owners = np.where(origins == BEFORE, NOBODY, np.append(persons, NOBODY)[origins])
    pairs, index = np.unique(np.stack([paths, owners]), axis=1, return_inverse=True)
    sums = np.zeros(pairs.shape[1], np.int64)
    np.add.at(sums, index.reshape(-1), events.deltas[past])
    stand = sums > 0
    paths, owners, sums = pairs[0][stand], pairs[1][stand], sums[stand]
    order = np.lexsort((owners, -sums, paths))
    paths, owners, sums = paths[order], owners[order], sums[order]
    _, which = np.unique(paths, return_inverse=True)
    wholes = np.zeros(int(which.max()) + 1 if len(which) else 0, np.int64)
    np.add.at(wholes, which, sums)
    return OwnedLines(paths=paths, persons=owners, lines=sums, shares=sums / wholes[which])
