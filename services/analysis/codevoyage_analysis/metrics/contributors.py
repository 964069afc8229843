"""Contributors: what each person did, when, and how widely.

commits      without merges, of which the person is author or co-author (`metrics.credit`)
insertions   lines of these commits, in full for each of their people; and deletions
share        insertions of a person / insertions of all people, 0 to 1
active days  different days on which the commits and merges were written, by the author's own calendar: author time in
             the author's offset from UTC
focus        1 - H / ln(k): H = -sum p ln p over the shares p of the person's changes in each top-level folder
             [C. E. Shannon, 1948], k the number of these folders in the selection. 1: one folder, 0: all alike
             [1 - evenness over all folders: E. C. Pielou, 1966]

With a prefix, commits are those that changed something below it, lines those below it, and folders those directly in
it. A co-author was there when the author was: trailers have no clock.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.credit import credited
from codevoyage_analysis.metrics.folders import folders
from codevoyage_analysis.metrics.ownership import file_shares, owners

_DAY: Final = 86_400
_MINUTE: Final = 60


def contributors(history: History, selection: Selection) -> pl.DataFrame:
    """Everybody with a commit or a merge in the selection, by number.

    Columns: `person: u32`, `commits: u32`, `co_authored: u32`, `merges: u32`, `insertions: i64`, `deletions: i64`,
    `share: f64`, `files: u32`, `first: i64`, `last: i64` (author times, seconds since 1970 UTC; null: not known),
    `active_days: u32`, `focus: f64` (null: changed no file), `owned_files: u32`, `owned_lines: i64` (of the moment's
    tree, where they are the main owner).
    """
    took_part, changed = participation(history, selection), contributed(history, selection)
    plain, merges = took_part.filter(~pl.col("merge")), took_part.filter(pl.col("merge"))
    everybody = took_part.select("person").unique().sort("person")
    found = everybody
    for part in (
        plain.group_by("person").agg(commits=pl.len(), co_authored=(~pl.col("author")).sum()),
        merges.group_by("person").agg(merges=pl.len()),
        changed.group_by("person").agg(
            pl.col("insertions").sum(), pl.col("deletions").sum(), files=pl.col("file").n_unique()
        ),
        _owned(history, selection),
    ):
        found = found.join(part, on="person", how="left", maintain_order="left")
    found = found.with_columns(pl.exclude("person").fill_null(0))
    seen = took_part.group_by("person").agg(
        first=pl.col("time").min(), last=pl.col("time").max(), active_days=pl.col("day").drop_nulls().n_unique()
    )
    found = found.join(seen, on="person", how="left", maintain_order="left")
    found = found.join(_focus(history, selection, changed), on="person", how="left", maintain_order="left")
    total = found["insertions"].sum()
    return found.select(
        *("person", "commits", "co_authored", "merges", "insertions", "deletions"),
        (pl.col("insertions") / max(1, total)).alias("share"),
        *("files", "first", "last", "active_days", "focus", "owned_files", "owned_lines"),
    )


def participation(history: History, selection: Selection) -> pl.DataFrame:
    """Who took part in which commits: `commit: u32`, `person: u32`, `author: bool`, `merge: bool`, `time: i64`
    (author's; null: not known), `day: i64` (days since 1970 by the author's calendar). Of merges, authors alone."""
    commits = selection.commits(history).with_columns(merge=pl.col("parents") > 1)
    if selection.prefix:
        commits = commits.join(selection.changes(history).select("commit").unique(), on="commit", how="semi")
    time = pl.when(pl.col("author_time").is_between(FIRST_SECOND + _DAY, LAST_SECOND - _DAY)).then("author_time")
    days = (pl.col("time") + pl.col("author_offset").fill_null(0).cast(pl.Int64) * _MINUTE) // _DAY
    rows = commits.select("commit", "merge", "author_offset", time=time).with_columns(day=days)
    return (
        rows.join(credited(history), on="commit")
        .filter(~pl.col("merge") | pl.col("author"))
        .select("commit", "person", "author", "merge", "time", "day")
    )


def contributed(history: History, selection: Selection) -> pl.DataFrame:
    """Who changed what: `commit`, `person`, `file`, `path`, `insertions: i64`, `deletions: i64`; a row for each change
    and each of its commit's people."""
    changes = selection.changes(history).select(
        "commit", "file", "path", pl.col("insertions").cast(pl.Int64), pl.col("deletions").cast(pl.Int64)
    )
    return changes.join(credited(history).select("commit", "person"), on="commit")


def top_folders(history: History, selection: Selection, paths: pl.Series) -> pl.Series:
    """The folder of each path that lies directly in the selection's. paths: numbers. Returns exact bytes."""
    depth = selection.prefix.count(b"/") + 2 if selection.prefix else 1
    return folders(history, paths, depth=depth)


def _focus(history: History, selection: Selection, changed: pl.DataFrame) -> pl.DataFrame:
    """`person`, `focus`."""
    paths = changed.select(pl.col("path").unique())
    named = paths.with_columns(top_folders(history, selection, paths["path"]))
    every = named["folder"].n_unique()
    part = pl.col("changes") / pl.col("changes").sum().over("person")
    counts = changed.join(named, on="path").group_by("person", "folder").agg(changes=pl.len())
    entropy = (
        counts.select("person", part=part).group_by("person").agg(h=-(pl.col("part") * pl.col("part").log()).sum())
    )
    if every < 2:
        return entropy.select("person", focus=pl.lit(1.0))
    return entropy.select("person", focus=(1 - pl.col("h") / pl.lit(float(every)).log()).clip(0, 1))


def _owned(history: History, selection: Selection) -> pl.DataFrame:
    """`person`, `owned_files`, `owned_lines`."""
    lines = selection.versions(history).select("path", pl.col("lines").fill_null(0))
    main = owners(file_shares(history, selection), ["path"]).select("path", person="main")
    return main.join(lines, on="path").group_by("person").agg(owned_files=pl.len(), owned_lines=pl.col("lines").sum())
