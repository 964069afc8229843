"""How much stood at some positions of the mainline: files and lines of each tree, in one pass over the versions."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.history.tables import STANDS


def standing(
    history: History, selection: Selection, positions: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Files and lines of the trees at some positions, below the selection's prefix; lines of texts alone.

    positions: ascending, on the mainline or one before it; the selection's moment bounds nothing here.
    """
    versions = history.versions.select("path", "born", "died", "lines")
    if selection.prefix:
        versions = versions.filter(selection.paths(history)[versions["path"].to_numpy()])
    lines = versions["lines"].fill_null(0).to_numpy()
    ones = np.ones(len(versions), np.int64)
    return sums(versions, ones, positions), sums(versions, lines, positions)


def sums(versions: pl.DataFrame, amounts: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each position, the sum of the amounts of the versions that stood there. versions: with `born`, `died`."""
    # A version comes at the first tree that has it and goes at the first one that does not: sums along the trees are
    # what stands, whatever the number of versions.
    died = versions["died"].to_numpy()
    begins = np.searchsorted(positions, versions["born"].to_numpy())
    ends = np.where(died == STANDS, len(positions), np.searchsorted(positions, died))
    change = np.zeros(len(positions) + 1, np.int64)
    np.add.at(change, begins, amounts)
    np.subtract.at(change, ends, amounts)
    return change.cumsum()[:-1]
