"""Eras: stretches of a history in which commits and churn keep about the same level.

The two signals are log2(1 + commits) and log2(1 + insertions + deletions) of each month, so that twice as much is as
far as half as much; each is divided by its own noise, sqrt(mean of squared differences of neighbours / 2), which a few
changes of level hardly move (J. von Neumann, Annals of Mathematical Statistics 12, 1941), and at least a quarter of a
doubling.
Where the level changes is found exactly (`metrics.changepoints`). One more era has to be worth
2 x (signals + 1) x ln(months): twice the Bayesian information criterion's penalty, as one month tends to be like the
one before it, which the criterion does not expect.

Histories of less than two years go by weeks, those of more than 200 by years. An era lasts for half a year at least
(8 weeks, 3 years). Its figures are those of `metrics.activity`; led it have those, programs apart, who authored most of
its commits that are no merges. Commits whose time is not known are in no era.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.activity import activity, counted, credited
from codevoyage_analysis.metrics.buckets import Grain
from codevoyage_analysis.metrics.changepoints import changepoints

#: Days of a month on average.
MONTH_DAYS: Final = 365.25 / 12
#: Who led, at most.
LEADERS: Final = 3
#: Buckets of an era at least.
SHORTEST: Final = {Grain.WEEK: 8, Grain.MONTH: 6, Grain.YEAR: 3}
#: From which grain on a history has to have so many buckets of the next finer one to be told by it: two years of weeks,
#: and months that are still looked through within half a second.
_WEEKS: Final = 104
_MONTHS: Final = 2_400
#: Of a doubling.
_LEAST_NOISE: Final = 0.25
_DAY: Final = 86_400


@dataclass(frozen=True, kw_only=True)
class Leader:
    """commits: authored in the era, without merges. share: of the era's, 0 to 1."""

    person: int
    commits: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Era:
    """start <= t < end, seconds since 1970 UTC: the first one begins with the first commit, the last one ends with the
    second of the last.

    commits_a_month: commits / (days / 30.44), of an era below a month: commits. people: authors and co-authors.
    newcomers: of them who are in no era before. files, lines: standing when it ends.
    """

    start: int
    end: int
    commits: int
    merges: int
    commits_a_month: float
    people: int
    newcomers: int
    insertions: int
    deletions: int
    files: int
    lines: int
    leaders: tuple[Leader, ...]

    @property
    def churn_a_month(self) -> float:
        """Lines, as `commits_a_month`."""
        return (self.insertions + self.deletions) / _months(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Eras:
    """eras: in time order, without gaps. grain: what they were found by. undated: commits in none."""

    eras: tuple[Era, ...]
    grain: Grain
    undated: int


def eras(history: History, selection: Selection) -> Eras:
    """The eras of a selection; none where no commit has a time."""
    commits = counted(history, selection)
    dated = commits.filter(pl.col("time").is_between(FIRST_SECOND, LAST_SECOND))
    grain = _grain(dated["time"])
    found = activity(history, selection, grain)
    if not len(dated):
        return Eras(eras=(), grain=grain, undated=found.undated)
    signals = _signals(found.buckets)
    penalty = 2 * (signals.shape[1] + 1) * np.log(max(2, len(signals)))
    cuts = changepoints(signals, penalty=float(penalty), shortest=SHORTEST[grain])
    times = dated["time"]
    bounds = np.array(
        [_of(times.min()), *found.buckets["start"].gather(cuts).to_list(), _of(times.max()) + 1], np.int64
    )
    placed = dated.with_columns(era=pl.Series(np.searchsorted(bounds, times.to_numpy(), side="right") - 1))
    last_rows = np.array([*cuts, len(found.buckets)]) - 1
    standing = found.buckets.select("files", "lines")[last_rows]
    return Eras(eras=_told(history, placed, bounds, standing), grain=grain, undated=found.undated)


def _told(history: History, placed: pl.DataFrame, bounds: NDArray[np.int64], standing: pl.DataFrame) -> tuple[Era, ...]:
    sums = placed.group_by("era").agg(
        pl.len().alias("commits"),
        (pl.col("parents") > 1).sum().alias("merges"),
        pl.col("insertions", "deletions").sum(),
    )
    figures = {row["era"]: row for row in sums.iter_rows(named=True)}
    nothing = dict.fromkeys(("commits", "merges", "insertions", "deletions"), 0)
    there = placed.join(credited(history), on="commit").select("era", "person").unique()
    people = np.bincount(there["era"].to_numpy(), minlength=len(standing))
    firsts = there.group_by("person").agg(pl.col("era").min())
    newcomers = np.bincount(firsts["era"].to_numpy(), minlength=len(standing))
    led = _leaders(history, placed)
    made = []
    for number, (files, lines) in enumerate(standing.rows()):
        start, end = int(bounds[number]), int(bounds[number + 1])
        row = figures.get(number, nothing)
        made.append(
            Era(
                start=start,
                end=end,
                commits=row["commits"],
                merges=row["merges"],
                commits_a_month=row["commits"] / _months(start, end),
                people=int(people[number]),
                newcomers=int(newcomers[number]),
                insertions=row["insertions"],
                deletions=row["deletions"],
                files=files,
                lines=lines,
                leaders=led.get(number, ()),
            )
        )
    return tuple(made)


def _leaders(history: History, placed: pl.DataFrame) -> dict[int, tuple[Leader, ...]]:
    """By era, the most commits first, ties by person."""
    plain = placed.filter(pl.col("parents") < 2)
    totals = dict(plain.group_by("era").len().rows())
    humans = plain.filter(~history.people["bot"].gather(plain["author"]))
    ranked = (
        humans.group_by("era", "author")
        .len("commits")
        .sort("era", "commits", "author", descending=[False, True, False])
    )
    found: dict[int, tuple[Leader, ...]] = {}
    for era, person, commits in ranked.group_by("era", maintain_order=True).head(LEADERS).rows():
        leader = Leader(person=person, commits=commits, share=commits / totals[era])
        found[era] = (*found.get(era, ()), leader)
    return found


def _grain(times: pl.Series) -> Grain:
    if not len(times):
        return Grain.MONTH
    days = (_of(times.max()) - _of(times.min())) / _DAY
    if days < 7 * _WEEKS:
        return Grain.WEEK
    return Grain.MONTH if days < MONTH_DAYS * _MONTHS else Grain.YEAR


def _signals(buckets: pl.DataFrame) -> NDArray[np.float64]:
    commits = buckets["commits"].to_numpy().astype(np.float64)
    churn = (buckets["insertions"] + buckets["deletions"]).to_numpy().astype(np.float64)
    signals: NDArray[np.float64] = np.log2(1 + np.stack([commits, churn], axis=1))
    if len(signals) < 2:
        return signals
    noise = np.sqrt((np.diff(signals, axis=0) ** 2).mean(axis=0) / 2)
    return np.asarray(signals / np.maximum(noise, _LEAST_NOISE))


def _months(start: int, end: int) -> float:
    return max(1.0, (end - start) / _DAY / MONTH_DAYS)


def _of(value: object) -> int:
    """A minimum or a maximum of a series that has one."""
    return int(value)  # type: ignore[call-overload, no-any-return]
