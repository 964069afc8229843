"""Trends of files: how often each changed in even slices of a selection's time, and how complex it was at their ends.

Slice i of n ends at begin + (end - begin) * (i + 1) / n, in whole seconds, down: begin and end are the oldest and the
newest known committer time of the selection. It has the commits after the end of the slice before it, up to its own.
The complexity at an end is that of the version that stood there on the mainline, as `metrics.complexity` has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.complexity import frame_positions, measured

#: No complexity is known.
NONE: Final = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Trends:
    """ends: when each slice ends, seconds since 1970 UTC; none where no time of the selection is known.

    revisions, complexity: files x slices [commits; levels, NONE where not known].
    """

    ends: NDArray[np.int64]
    revisions: NDArray[np.int64]
    complexity: NDArray[np.int64]


def trends(history: History, selection: Selection, files: pl.Series, *, slices: int) -> Trends:
    """Of some files, each once. slices: 0 or more."""
    ends = _ends(history, selection, slices)
    order = np.argsort(files.to_numpy(), kind="stable")
    rows = pl.DataFrame({"file": files.gather(order).cast(pl.UInt32), "row": order.astype(np.uint32)})
    return Trends(
        ends=ends,
        revisions=_revisions(history, selection, rows, ends),
        complexity=_complexity(history, selection, rows, ends),
    )


def _known(history: History, selection: Selection) -> pl.DataFrame:
    dated = pl.col("time").is_between(FIRST_SECOND, LAST_SECOND)
    return selection.commits(history).filter(dated).select("commit", "time")


def _ends(history: History, selection: Selection, slices: int) -> NDArray[np.int64]:
    times = _known(history, selection)["time"].to_numpy()
    if not len(times):
        return np.empty(0, np.int64)
    begin, end = int(times.min()), int(times.max())
    return np.array([begin + (end - begin) * (step + 1) // slices for step in range(slices)], np.int64)


def _revisions(
    history: History, selection: Selection, rows: pl.DataFrame, ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    table = np.zeros((len(rows), len(ends)), np.int64)
    if table.size:
        changes = selection.changes(history).select("commit", "file").unique().join(rows, on="file")
        found = changes.join(_known(history, selection), on="commit")
        np.add.at(table, (found["row"].to_numpy(), np.searchsorted(ends, found["time"].to_numpy())), 1)
    return table


def _complexity(
    history: History, selection: Selection, rows: pl.DataFrame, ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    table = np.full((len(rows), len(ends)), NONE, np.int64)
    if not table.size:
        return table
    own = history.versions.with_row_index("version").select("version", "file", "born", "died").join(rows, on="file")
    own = own.join(measured(history), on="version", how="left")
    born, died = (own[name].to_numpy().astype(np.int64) for name in ("born", "died"))
    levels, row = own["indentation"].fill_null(NONE).to_numpy(), own["row"].to_numpy()
    frames = frame_positions(history)
    for step, end in enumerate(ends.tolist()):
        at = min(history.mainline.position_at(end), selection.moment.position)
        nearest = int(frames[np.argmin(np.abs(frames - at))])
        stands = (born <= at) & (at < died)
        beside = np.full(len(rows), NONE, np.int64)
        for standing, column in (((born <= nearest) & (nearest < died), beside), (stands, table[:, step])):
            taken = standing & (levels != NONE)
            column[row[taken]] = levels[taken]
        unknown = row[stands & (levels == NONE)]
        table[unknown, step] = beside[unknown]
    return table
