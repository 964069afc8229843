"""AI-assisted share: commits that say in a trailer that a program helped to write them.

assisted   a commit, not a merge, with a trailer `Co-authored-by` that names a program which writes code, or an
           `Assisted-by` that names a program, or somebody without an e-mail: whoever names people gives theirs

Only what commits say is counted: nothing is guessed from how code or messages look. A program that commits by itself is
an author, not a helper. People whom an `Assisted-by` thanks are no programs; they are counted apart. Lines of an
assisted commit count whole, whoever wrote which. Months are those of committer times, UTC, as in timelines.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from codevoyage_analysis.domain import TrailerKind
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection


@dataclass(frozen=True, kw_only=True, eq=False)
class Assisted:
    """months: `month: i32` (months since 1970; null: time not known), `commits: u32`, `assisted_commits: u32`,
    `insertions: i64`, `assisted_insertions: i64`; in time order, null first.

    programs: `person: u32`, `commits: u32`, `insertions: i64`; by_month: `month`, `person`, `commits`, by month; each
    then most commits first, ties by number. A commit may name several programs. by_people: commits whose `Assisted-by`
    names people alone.
    """

    months: pl.DataFrame
    programs: pl.DataFrame
    by_month: pl.DataFrame
    by_people: int


def assisted(history: History, selection: Selection) -> Assisted:
    """The assisted commits of a selection, among all of it."""
    known = pl.when(pl.col("time").is_between(FIRST_SECOND, LAST_SECOND)).then("time")
    date = pl.from_epoch(known, time_unit="s")
    month = (date.dt.year() - 1970) * 12 + date.dt.month() - 1
    lines = selection.changes(history).group_by("commit").agg(pl.col("insertions").cast(pl.Int64).sum())
    says = history.trailers.filter(pl.col("assisted")).select("commit", "kind", "person")
    program = history.people.select(pl.col("bot") | (pl.col("email") == b"")).to_series()
    signed = pl.col("kind") == int(TrailerKind.CO_AUTHORED_BY)
    named = says.filter(signed | program.gather(says["person"])).select("commit", "person").unique()
    thanks = says.join(named, on="commit", how="anti").select("commit").unique()
    commits = (
        selection.commits(history)
        .filter(pl.col("parents") < 2)
        .select("commit", month=month)
        # Of a folder, those alone that changed something in it.
        .join(lines, on="commit", how="inner" if selection.prefix else "left")
        .with_columns(pl.col("insertions").fill_null(0))
        .join(named.select("commit", helped=pl.lit(value=True)).unique(), on="commit", how="left")
        .with_columns(pl.col("helped").fill_null(value=False))
    )
    helped = commits.join(named, on="commit")
    return Assisted(
        months=commits.group_by("month")
        .agg(
            commits=pl.len(),
            assisted_commits=pl.col("helped").sum(),
            insertions=pl.col("insertions").sum(),
            assisted_insertions=pl.col("insertions").filter("helped").sum(),
        )
        .sort("month"),
        programs=helped.group_by("person")
        .agg(commits=pl.len(), insertions=pl.col("insertions").sum())
        .sort(["commits", "person"], descending=[True, False]),
        by_month=helped.group_by("month", "person")
        .agg(commits=pl.len())
        .sort(["month", "commits", "person"], descending=[False, True, False]),
        by_people=len(commits.join(thanks, on="commit", how="semi")),
    )
