"""A repository in few figures, of its newest state: what one compares with another one.

people            different authors and co-authors, programs apart
bus factor        `metrics.bus_factor`
last year         the 365 days up to the last commit whose time is known: commits, people, churn (lines added and
                  removed by commits that are no merges), and hotspots, told by the medians of their revisions and
                  complexities
languages         of source and test files, by lines
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.activity import counted, credited
from codevoyage_analysis.metrics.bus_factor import bus_factor
from codevoyage_analysis.metrics.hotspots import hotspots

#: Languages that are told.
LANGUAGES: Final = 5
_YEAR: Final = 365 * 86_400
_CODE: Final = [int(FileClass.SOURCE), int(FileClass.TEST)]


@dataclass(frozen=True, kw_only=True)
class Year:
    """Up to the last commit."""

    commits: int = 0
    people: int = 0
    churn: int = 0
    hotspots: int = 0
    median_revisions: float = 0.0
    median_complexity: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Headline:
    """languages: number, lines, share of the lines of source and tests. first, last: seconds since 1970 UTC, of commits
    whose time is known."""

    commits: int
    merges: int
    people: int
    files: int
    lines: int
    bytes: int
    languages: tuple[tuple[int, int, float], ...]
    first: int | None
    last: int | None
    bus_factor: int
    year: Year


def headline(history: History) -> Headline:
    """The figures of a history."""
    everything = Selection.everything(history)
    commits = counted(history, everything)
    times = commits.filter(pl.col("time").is_between(FIRST_SECOND, LAST_SECOND))["time"].to_numpy()
    versions = everything.versions(history)
    last = int(times.max()) if len(times) else None
    return Headline(
        commits=len(commits),
        merges=int((commits["parents"] > 1).sum()),
        people=_people(history, commits),
        files=len(versions),
        lines=int(versions["lines"].sum()),
        bytes=int(versions["bytes"].sum()),
        languages=_languages(history, versions),
        first=int(times.min()) if len(times) else None,
        last=last,
        bus_factor=len(bus_factor(history, everything).people),
        year=Year() if last is None else _year(history, everything, last),
    )


def _year(history: History, everything: Selection, last: int) -> Year:
    selection = Selection(moment=everything.moment, start=last - _YEAR + 1, end=last + 1)
    commits = counted(history, selection)
    ranked = hotspots(history, selection).files
    medians = {} if ranked.is_empty() else ranked.select(pl.col("revisions", "complexity").median()).row(0, named=True)
    return Year(
        commits=len(commits),
        people=_people(history, commits),
        churn=int((commits["insertions"] + commits["deletions"]).sum()),
        hotspots=len(ranked),
        median_revisions=medians.get("revisions", 0.0),
        median_complexity=medians.get("complexity", 0.0),
    )


def _people(history: History, commits: pl.DataFrame) -> int:
    there = credited(history).join(commits.select("commit"), on="commit", how="semi")["person"].unique()
    return int((~history.people["bot"].gather(there)).sum())


def _languages(history: History, versions: pl.DataFrame) -> tuple[tuple[int, int, float], ...]:
    language, kind = (history.paths[name].gather(versions["path"]) for name in ("language", "kind"))
    code = versions.select("lines").with_columns(language=language).filter(kind.is_in(_CODE)).drop_nulls("lines")
    total = int(code["lines"].sum())
    summed = code.group_by("language").agg(pl.col("lines").sum()).sort("lines", "language", descending=[True, False])
    return tuple((number, lines, lines / total) for number, lines in summed.head(LANGUAGES).rows() if lines)
