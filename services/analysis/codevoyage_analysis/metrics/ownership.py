"""Ownership: who wrote the lines that were ever added to a file, or to a folder.

share         authored lines added by a person / lines added by all, 0 to 1; those of one file add up to 1
fractal       1 - sum of share^2 over the people, 0: one person, towards 1: many
              [M. D'Ambros, M. Lanza, H. Gall, Fractal Figures, VISSOFT 2005]
main          who has the largest share; of several the one with the smallest number

Lines of a commit count for its author and in full for each co-author that its trailers name. Binaries add no lines; a
file that nobody added a line to has no owner. Files are the same along renames: those count that stand at the moment,
with all that commits of the selection added to them, wherever they were then.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.credit import credited
from codevoyage_analysis.metrics.folders import folders


def file_shares(history: History, selection: Selection) -> pl.DataFrame:
    """Of each file that stands at the moment: `path: u32`, `file: u32`, `person: u32`, `insertions: i64`,
    `share: f64`; by path, then the largest share first, ties by person."""
    standing = selection.versions(history).select("path", "file")
    return _shares(authored(history, selection).join(standing, on="file"), ["path", "file"])


def folder_shares(history: History, selection: Selection, *, depth: int = 1) -> pl.DataFrame:
    """Of each folder, as `metrics.folders` has them: `folder: binary`, `person: u32`, `insertions: i64`, `share: f64`,
    `files: u32` (of the folder, with an owner); by folder, then the largest share first, ties by person."""
    of_files = file_shares(history, selection)
    named = of_files.with_columns(folders(history, of_files["path"], depth=depth))
    owned = named.group_by("folder").agg(files=pl.col("path").n_unique())
    return _shares(named, ["folder"]).join(owned, on="folder", maintain_order="left")


def owners(shares: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """From shares to one row each: the columns `by`, `main: u32`, `share: f64` (the main one's), `fractal: f64`,
    `people: u32`; in the order of the shares."""
    return shares.group_by(by, maintain_order=True).agg(
        main=pl.col("person").first(),
        share=pl.col("share").first(),
        fractal=1 - (pl.col("share") ** 2).sum(),
        people=pl.len(),
    )


def main_owners(history: History, selection: Selection) -> pl.DataFrame:
    """`path: u32`, `owner: u32` of each file that stands at the moment and somebody added a line to, by path; whatever
    the selection's range of time."""
    shares = file_shares(history, replace(selection, start=None, end=None))
    return owners(shares, ["path"]).select("path", owner="main")


def authored(history: History, selection: Selection) -> pl.DataFrame:
    """`file: u32`, `person: u32`, `insertions: i64`: what each person added to each file, co-authors credited; by file,
    then by person. The prefix does not count: a file brings along what was done to it elsewhere."""
    changes = replace(selection, prefix=b"").changes(history)
    return (
        changes.select("commit", "file", pl.col("insertions").cast(pl.Int64))
        .join(credited(history), on="commit")
        .group_by("file", "person")
        .agg(pl.col("insertions").sum())
        .sort("file", "person")
    )


def _shares(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    summed = rows.group_by([*by, "person"]).agg(pl.col("insertions").sum()).filter(pl.col("insertions") > 0)
    return summed.with_columns(share=pl.col("insertions") / pl.col("insertions").sum().over(by)).sort(
        [*by, "insertions", "person"], descending=[*[False] * len(by), True, False]
    )
