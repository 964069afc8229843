"""One contributor: what they did month by month, and to which files, folders and languages.

Definitions are those of `metrics.contributors`. A month is the author's own calendar's. A file counts along renames and
is told by its path at the moment; a folder and a language by the path that the change had.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.contributors import contributed, participation, top_folders


@dataclass(frozen=True, kw_only=True, eq=False)
class Contributor:
    """Frames with `commits: u32`, `insertions: i64`, `deletions: i64`, and what they are of.

    months: `month: i32` (months since 1970), in time order. files: `path: u32`; folders: `folder: binary`: most commits
    first, ties by path. languages: `language: u16`, most insertions first, ties by number. files_gone: of the files
    that they changed, those that do not stand at the moment.
    """

    months: pl.DataFrame
    files: pl.DataFrame
    folders: pl.DataFrame
    languages: pl.DataFrame
    files_gone: int


def contributor(history: History, selection: Selection, person: int) -> Contributor:
    """What a person did in a selection."""
    took_part = participation(history, selection).filter((pl.col("person") == person) & ~pl.col("merge"))
    changed = contributed(history, selection).filter(pl.col("person") == person)
    paths = changed["path"]
    changed = changed.with_columns(
        top_folders(history, selection, paths),
        history.paths["language"].gather(paths),
    )
    standing = selection.versions(history).select("file", now="path")
    of_files = changed.join(standing, on="file", how="left")
    here = of_files.filter(pl.col("now").is_not_null()).drop("path").rename({"now": "path"})
    return Contributor(
        months=_months(took_part, changed),
        files=_sums(here, "path").sort(["commits", "path"], descending=[True, False]),
        folders=_sums(changed, "folder").sort(["commits", "folder"], descending=[True, False]),
        languages=_sums(changed, "language").sort(["insertions", "language"], descending=[True, False]),
        files_gone=of_files.filter(pl.col("now").is_null())["file"].n_unique(),
    )


def _months(took_part: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("day").cast(pl.Int32).cast(pl.Date)
    month = (day.dt.year() - 1970) * 12 + day.dt.month() - 1
    lines = changed.group_by("commit").agg(pl.col("insertions").sum(), pl.col("deletions").sum())
    return (
        took_part.drop_nulls("day")
        .select("commit", month=month)
        .join(lines, on="commit", how="left")
        .group_by("month")
        .agg(commits=pl.len(), insertions=pl.col("insertions").sum(), deletions=pl.col("deletions").sum())
        .sort("month")
    )


def _sums(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    return rows.group_by(by).agg(
        commits=pl.col("commit").n_unique(), insertions=pl.col("insertions").sum(), deletions=pl.col("deletions").sum()
    )
