"""Ownership: who wrote the lines that were ever added to a file, or to a folder.

share         authored lines added by a person / lines added by all, 0 to 1; those of one file add up to 1
fractal       1 - sum of share^2 over the people, 0: one person, towards 1: many
              [M. D'Ambros, M. Lanza, H. Gall, Fractal Figures, VISSOFT 2005]
main          who has the largest share; of several the one with the smallest number

Lines of a commit count for its author and in full for each co-author that its trailers name. Binaries add no lines; a
file that nobody added a line to has no owner. Files are the same along renames; those count that stand at the moment.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from codevoyage_analysis.domain import TrailerKind
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection

_CREDITED: Final = int(TrailerKind.CO_AUTHORED_BY)


def file_shares(history: History, selection: Selection) -> pl.DataFrame:
    """Of each file that stands at the moment: `path: u32`, `file: u32`, `person: u32`, `insertions: i64`,
    `share: f64`; by path, then the largest share first, ties by person."""
    standing = selection.versions(history).select("path", "file")
    return _shares(authored(history, selection).join(standing, on="file"), ["path", "file"])


def folder_shares(history: History, selection: Selection, *, depth: int = 1) -> pl.DataFrame:
    """Of each folder, the first `depth` parts of its files' paths at the moment: `folder: binary`, `person: u32`,
    `insertions: i64`, `share: f64`; by folder, then the largest share first, ties by person. `b""`: the root's own."""
    standing = selection.versions(history).select("path", "file")
    texts = history.path_texts
    folders = [b"/".join(texts[path].split(b"/")[:-1][:depth]) for path in standing["path"].to_list()]
    named = standing.with_columns(folder=pl.Series(folders, dtype=pl.Binary))
    return _shares(authored(history, selection).join(named, on="file"), ["folder"])


def owners(shares: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """From shares to one row each: the columns `by`, `main: u32`, `share: f64` (the main one's), `fractal: f64`,
    `people: u32`; in the order of the shares."""
    return shares.group_by(by, maintain_order=True).agg(
        main=pl.col("person").first(),
        share=pl.col("share").first(),
        fractal=1 - (pl.col("share") ** 2).sum(),
        people=pl.len(),
    )


def authored(history: History, selection: Selection) -> pl.DataFrame:
    """`file: u32`, `person: u32`, `insertions: i64`, `commits: u32`: what each person did to each file, co-authors
    credited; by file, then by person."""
    changes = selection.changes(history).select("commit", "file", pl.col("insertions").cast(pl.Int64))
    authors = history.commits.with_row_index("commit").select("commit", person="author")
    helped = history.trailers.filter(pl.col("kind") == _CREDITED).select("commit", "person")
    # Once each, whoever is named twice or names themselves.
    credited = pl.concat([authors, helped]).unique()
    return (
        changes.join(credited, on="commit")
        .group_by("file", "person")
        .agg(insertions=pl.col("insertions").sum(), commits=pl.col("commit").n_unique())
        .sort("file", "person")
    )


def _shares(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    summed = rows.group_by([*by, "person"]).agg(pl.col("insertions").sum()).filter(pl.col("insertions") > 0)
    return summed.with_columns(share=pl.col("insertions") / pl.col("insertions").sum().over(by)).sort(
        [*by, "insertions", "person"], descending=[*[False] * len(by), True, False]
    )
