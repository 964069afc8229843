"""The bus factor over time: as `metrics.bus_factor` tells it, of the state of the mainline at each of some times.

What people did is put in order once; a state has the beginning of it (`Deliveries`). All states are then removed from
together, so that a hundred cost little more than twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import UNKNOWN
from codevoyage_analysis.history.moment import Moment, at_time
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.authorship import Deliveries
from codevoyage_analysis.metrics.bus_factor import LEFT_OUT, removals

#: Steps of one answer: more than a screen has room for.
MOST: Final = 100


@dataclass(frozen=True, kw_only=True)
class Step:
    """time: seconds since 1970 UTC. moment: the state that stood then. files: that were looked at. authors: people who
    are author of one of them."""

    time: int
    moment: Moment
    bus_factor: int
    files: int
    authors: int


def bus_factor_history(history: History, selection: Selection, times: Sequence[int]) -> list[Step]:
    """A step for each time, in their order. The selection's prefix counts; its moment and range do not.

    times: seconds since 1970 UTC, MOST at most.
    """
    moments = [at_time(history, time) for time in times]
    everything = replace(selection, moment=at_time(history, max(times)), start=None, end=None) if times else selection
    deliveries = Deliveries.of(history, everything)
    versions = _looked_at(history, selection)
    files, authors = [], []
    for group, moment in enumerate(moments):
        standing = versions.filter((pl.col("born") <= moment.position) & (pl.col("died") > moment.position))
        here = deliveries.authors(at=moment.position).join(standing, on="file", how="semi")
        files.append(len(standing))
        authors.append(here.select(pl.lit(group, pl.Int32).alias("group"), "file", "person"))
    found = pl.concat(authors) if authors else pl.DataFrame()
    counts = pl.DataFrame({"group": range(len(files)), "files": files}, {"group": pl.Int32, "files": pl.Int64})
    removed = dict(removals(counts, found).group_by("group").len().iter_rows()) if authors else {}
    people = dict(found.group_by("group").agg(pl.col("person").n_unique()).iter_rows()) if authors else {}
    return [
        Step(
            time=time,
            moment=moment,
            bus_factor=removed.get(group, 0),
            files=files[group],
            authors=people.get(group, 0),
        )
        for group, (time, moment) in enumerate(zip(times, moments, strict=True))
    ]


def even_times(history: History, until: Moment, steps: int) -> list[int]:
    """So many times, evenly from the mainline's first known one to a moment's; none where none is known."""
    first = _first_time(history)
    if first is None or until.time is None:
        return []
    return [first + (until.time - first) * step // (steps - 1) for step in range(steps)]


def year_ends(history: History, until: Moment) -> list[int]:
    """The last second of each year, UTC, from the mainline's first known time on, then the moment's; the last MOST."""
    first = _first_time(history)
    if first is None or until.time is None:
        return []
    years = range(_year(first), _year(until.time))
    ends = [int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) - 1 for year in years]
    return [*ends, until.time][-MOST:]


def _looked_at(history: History, selection: Selection) -> pl.DataFrame:
    """`file`, `born`, `died` of all versions below the prefix that are ours."""
    chosen = ~history.paths["kind"].is_in(LEFT_OUT).to_numpy() & selection.paths(history)
    return history.versions.select("file", "born", "died").filter(chosen[history.versions["path"].to_numpy()])


def _first_time(history: History) -> int | None:
    known = np.flatnonzero(history.mainline.clock != UNKNOWN)
    return int(history.mainline.clock[known[0]]) if len(known) else None


def _year(time: int) -> int:
    """Of a time that is a date: years 1 to 9999."""
    return int(np.datetime64(time, "s").astype("datetime64[Y]").astype(np.int64)) + 1970
