"""Files whose main owner is another person than before.

The main owner of a file at a moment is who has the largest share of all lines that were added to it until then, as
`metrics.ownership` has it; a file is the same along renames.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.ownership import file_shares, owners


@dataclass(frozen=True, kw_only=True, eq=False)
class NewOwners:
    """files: `path: u32` (after), `main_before: u32`, `main: u32`, `share_before: f64`, `share: f64`; by path.
    compared: files that stand at both moments and have an owner at both."""

    files: pl.DataFrame
    compared: int


def new_owners(history: History, before: Moment, after: Moment, *, prefix: bytes = b"") -> NewOwners:
    """Those of the files that stand at both moments, below the prefix after."""
    # Authored lines are told of a file, whatever folder it was in when they were added.
    early, late = (_owners(history, moment) for moment in (before, after))
    both = late.join(early.select("file", "main", "share"), on="file", suffix="_before", maintain_order="left")
    if prefix:
        both = both.filter(Selection(moment=after, prefix=prefix).paths(history)[both["path"].to_numpy()])
    changed = both.filter(pl.col("main") != pl.col("main_before"))
    return NewOwners(files=changed.select("path", "main_before", "main", "share_before", "share"), compared=len(both))


def _owners(history: History, moment: Moment) -> pl.DataFrame:
    """One row a file, the first path of one that stands at several."""
    found = owners(file_shares(history, Selection(moment=moment)), ["path", "file"])
    return found.unique("file", keep="first", maintain_order=True)
