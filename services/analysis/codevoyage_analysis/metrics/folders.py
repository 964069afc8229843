"""Folders to a depth: each path is in exactly one.

The folder of a path is the first so many parts of where it lies: to a depth of 2, `a/b/c/d.py` is in `a/b` and `a/e.py`
in `a`, which so has the files directly in it alone. The root's own files are in `b""`.
"""

from __future__ import annotations

import polars as pl

from codevoyage_analysis.history.history import History


def folders(history: History, paths: pl.Series, *, depth: int) -> pl.Series:
    """The folder of each path. paths: numbers. Returns exact bytes, a row each. depth: 1 or more."""
    texts = history.path_texts
    found = [b"/".join(texts[path].split(b"/")[:-1][:depth]) for path in paths.to_list()]
    return pl.Series("folder", found, dtype=pl.Binary)
