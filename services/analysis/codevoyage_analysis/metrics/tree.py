"""The tree of files at a position of the mainline: the versions that stood there.

A version stood at the positions born <= k < died; a snapshot is this filter, and nothing is replayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: `died` of a version that stands at the newest position.
STANDS: Final = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True)
class TreeTotals:
    """Of a whole tree. bytes: of files and symlinks. lines: of text files."""

    files: int
    bytes: int
    lines: int


def standing(born: NDArray[np.int64], died: NDArray[np.int64], *, at: int) -> NDArray[np.bool_]:
    """Which versions stood at a position."""
    return (born <= at) & (at < died)


def totals(size: NDArray[np.int64], lines: NDArray[np.int64]) -> TreeTotals:
    """Totals over versions; -1 in a column means that the version has no bytes, or no lines."""
    return TreeTotals(
        files=len(size),
        bytes=int(size[size >= 0].sum()),
        lines=int(lines[lines >= 0].sum()),
    )
