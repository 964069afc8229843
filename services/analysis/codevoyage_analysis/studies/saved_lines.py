"""Where following lines ended, as tables, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.metrics.definitions import DEFINITIONS
from codevoyage_analysis.metrics.survival.checkpoint import Checkpoint
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.history_lines import SavedLines
from codevoyage_analysis.metrics.survival.trees import PAGE

_EVENTS = ("positions", "paths", "origins", "deltas")


def saved_tables(saved: SavedLines) -> dict[str, pl.DataFrame]:
    """The tables of `saved_lines`."""
    walk = saved.walk
    return {
        "saved": pl.DataFrame(
            {"definitions": [DEFINITIONS], "digest": [saved.digest], "next": [walk.next], "newest": [walk.newest]}
        ),
        "saved_paths": pl.DataFrame({"path": pl.Series(saved.paths, dtype=pl.Binary)}),
        "saved_trees": pl.DataFrame({"commit": walk.commits, "pages": walk.page_counts, "unread": walk.unread}),
        "saved_page_numbers": pl.DataFrame({"page": walk.page_numbers}),
        "saved_pages": pl.DataFrame({"file": walk.pages.reshape(-1)}),
        "saved_files": pl.DataFrame({"runs": walk.runs}),
        "saved_runs": pl.DataFrame({"end": walk.ends, "origin": walk.origins}),
        "saved_events": pl.DataFrame({name: getattr(walk.events, name) for name in _EVENTS}),
    }


def saved_lines(tables: Mapping[str, pl.DataFrame]) -> SavedLines | None:
    """What was saved; None when nothing was, or by other definitions."""
    if "saved" not in tables or tables["saved"]["definitions"][0] != DEFINITIONS:
        return None
    head, trees, runs = tables["saved"], tables["saved_trees"], tables["saved_runs"]
    walk = Checkpoint(
        next=int(head["next"][0]),
        newest=int(head["newest"][0]),
        commits=_array(trees, "commit"),
        page_counts=_array(trees, "pages"),
        page_numbers=_array(tables["saved_page_numbers"], "page"),
        pages=_array(tables["saved_pages"], "file").reshape(-1, PAGE),
        unread=_array(trees, "unread"),
        runs=_array(tables["saved_files"], "runs"),
        ends=_array(runs, "end"),
        origins=_array(runs, "origin"),
        events=LineEvents(**{name: _array(tables["saved_events"], name) for name in _EVENTS}),
    )
    return SavedLines(digest=bytes(head["digest"][0]), paths=tables["saved_paths"]["path"].to_list(), walk=walk)


def _array(table: pl.DataFrame, name: str) -> NDArray[Any]:
    return table[name].to_numpy()
