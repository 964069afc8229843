"""Who wrote each line of a file of the newest tree: what `git blame` says of it."""

from __future__ import annotations

import polars as pl

from codevoyage_analysis.history.history import History


def file_lines(history: History, path: int) -> pl.DataFrame:
    """Runs of neighbouring lines of one commit, first to last. path: number of a text's path in the newest tree.

    Columns: `first: u32` (from 1), `lines: u32`, `commit: i32` (-1: none that was read). Together all lines of it.
    """
    runs = history.line_runs
    begin, end = (int(runs["path"].search_sorted(path, side=side)) for side in ("left", "right"))
    return runs[begin:end].select("first", "lines", "commit")
