"""Complexity of the files of a tree, at any position of the mainline.

indentation   sum of the lines' levels of indentation, a tab or four spaces a level
              [levels; A. Hindle, M. W. Godfrey, R. C. Holt, Reading Beside the Lines, ICPC 2008]
cyclomatic    sum over functions of 1 + decisions [T. J. McCabe, A Complexity Measure, 1976], as lizard counts

Contents are measured at key frames (about a hundred positions, evenly along the mainline) and at the newest one. A
version that stood at a frame has its own; another one has its file's at the frame nearest to the position, of two as
near the earlier one. So every figure names the frame that it comes from.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import MeasureOutcome
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.tables import STANDS

#: No frame is so far.
_NONE: Final = -1


def complexity(history: History, versions: pl.DataFrame, *, at: int) -> pl.DataFrame:
    """Complexity of versions that stood at a position.

    versions: rows of `Selection.versions`, with `version`, `path`, `file`, `born`, `died`. Returns a row for each, in
    their order: `indentation: i64`, `frame: i64` (its position), `cyclomatic: i64` (of the newest tree's contents
    alone); null: not known.
    """
    own, frames = measured(history), frame_positions(history)
    rows = versions.select("version", "file", "born", "died").join(own, on="version", how="left", maintain_order="left")
    nearest = _nearest(frames, at)
    beside = history.versions.with_row_index("version").join(own, on="version")
    beside = beside.filter((pl.col("born") <= nearest) & (pl.col("died") > nearest))
    elsewhere = beside.select("file", beside="indentation").unique("file", keep="first", maintain_order=True)
    rows = rows.join(elsewhere, on="file", how="left", maintain_order="left")
    own_frame = pl.Series(_frame_of_each(rows, frames, at=at))
    known, taken = pl.col("indentation").is_not_null(), pl.col("beside").is_not_null()
    return rows.select(
        indentation=pl.coalesce("indentation", "beside"),
        frame=pl.when(known).then(own_frame).when(taken).then(pl.lit(nearest, pl.Int64)),
        cyclomatic=_cyclomatic(history, versions),
    )


def measured(history: History) -> pl.DataFrame:
    """Versions whose own content is measured, at key frames or at the newest position: `version: u32`,
    `indentation: i64`, each once."""
    standing = history.versions.with_row_index("version").filter(pl.col("died") == STANDS)
    newest = standing.join(_of_newest_tree(history), on="path").select("version", "indentation")
    both = pl.concat([history.indentations.select("version", "indentation"), newest])
    return both.unique("version", keep="first", maintain_order=True)


def frame_positions(history: History) -> NDArray[np.int64]:
    """Positions at which contents are measured, ascending: the key frames that are known, and the newest."""
    frames = history.frames["position"].to_numpy().astype(np.int64)
    return np.union1d(frames, [history.mainline.last])


def _nearest(frames: NDArray[np.int64], at: int) -> int:
    return int(frames[np.argmin(np.abs(frames - at))])


def _frame_of_each(rows: pl.DataFrame, frames: NDArray[np.int64], *, at: int) -> NDArray[np.int64]:
    """The frame nearest to a position at which each version stood; _NONE where it stood at none."""
    before = int(np.searchsorted(frames, at, side="right")) - 1
    earlier = int(frames[before]) if before >= 0 else _NONE
    later = int(frames[before + 1]) if before + 1 < len(frames) else _NONE
    stood_earlier = rows["born"].to_numpy() <= earlier
    stood_later = (rows["died"].to_numpy() > later) & (later != _NONE)
    later_is_nearer = stood_later & (~stood_earlier | (later - at < at - earlier))
    return np.where(later_is_nearer, later, np.where(stood_earlier, earlier, _NONE))


def _cyclomatic(history: History, versions: pl.DataFrame) -> pl.Series:
    standing = versions.select("path", "died")
    found = standing.join(_of_newest_tree(history), on="path", how="left", maintain_order="left")
    return found.select(pl.when(pl.col("died") == STANDS).then("complexity")).to_series()


def _of_newest_tree(history: History) -> pl.DataFrame:
    outcome = pl.col("outcome") == MeasureOutcome.MEASURED
    return history.measures.filter(outcome).select("path", "complexity", "indentation")
