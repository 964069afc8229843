"""Surviving lines at moments of the mainline, by who wrote them or when, and how long lines stand.

lines(group, step)   lines that stand at a step and that a commit of the group wrote; of each step they add up to the
                     lines of the tree's text files
curve                Kaplan and Meier's share of lines that still stand at an age (`survival.curve`)

Which commit wrote a line is git blame's rule (`survival`). A line is its commit's author's alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND, UNKNOWN
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.survival.by_file import FileEvents, by_file
from codevoyage_analysis.metrics.survival.cohorts import lines_by_group, years_of
from codevoyage_analysis.metrics.survival.curve import SurvivalCurve, survival_curve
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.history_lines import versions_of
from codevoyage_analysis.metrics.survival.lifetimes import STANDS, lifetimes
from codevoyage_analysis.metrics.survival.spans import BEFORE

_EVER = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True, eq=False)
class LinesByGroup:
    """groups: ascending: years (0: no time is known), or numbers of people. lines: steps x groups. unknown: of
    each step, lines that no commit read wrote."""

    groups: NDArray[np.int64]
    lines: NDArray[np.int64]
    unknown: NDArray[np.int64]


def lines_by_year(
    history: History, selection: Selection, positions: NDArray[np.int64], *, classes: Collection[FileClass] = ()
) -> LinesByGroup:
    """By the year, UTC, of the commit that wrote each. positions: ascending, each once, on the mainline or before."""
    times = history.commits["time"].fill_null(UNKNOWN).to_numpy()
    known = (times >= FIRST_SECOND) & (times <= LAST_SECOND)
    return _by_group(history, selection, positions, years_of(times, known), classes)


def lines_by_person(
    history: History, selection: Selection, positions: NDArray[np.int64], *, classes: Collection[FileClass] = ()
) -> LinesByGroup:
    """By the author of the commit that wrote each. positions: as of `lines_by_year`."""
    persons = history.commits["author"].to_numpy().astype(np.int64)
    return _by_group(history, selection, positions, persons, classes)


@dataclass(frozen=True, kw_only=True, eq=False)
class LineSurvival:
    """lines: that came to stand, each once; standing: of these at the moment; unknown: that are in neither."""

    curve: SurvivalCurve
    standing: int
    unknown: int


def line_survival(history: History, selection: Selection, *, classes: Collection[FileClass] = ()) -> LineSurvival:
    """Of the lines that commits of the selection's time wrote below its prefix, as of its moment."""
    at = selection.moment.position
    lives = lifetimes(_until(by_file(_events(history, selection, classes), versions_of(history)), at))
    chosen = np.zeros(len(history.commits) + 1, np.bool_)  # BEFORE is the last one
    chosen[selection.commits(history)["commit"].to_numpy()] = True
    chosen[BEFORE] = selection.start is None and selection.end is None
    of_selection = chosen[lives.origins]
    born = history.mainline.times_of(lives.born)
    known = of_selection & (lives.origins != BEFORE) & (born != UNKNOWN)
    stands = lives.died == STANDS
    fell = np.full(len(lives), _EVER, np.int64)
    fell[~stands] = history.mainline.times_of(lives.died[~stands])
    return LineSurvival(
        curve=survival_curve(born[known], fell[known], lives.lines[known], now=selection.moment.time or 0),
        standing=int(lives.lines[known & stands].sum()),
        unknown=int(lives.lines[of_selection & ~known].sum()),
    )


def _by_group(
    history: History,
    selection: Selection,
    positions: NDArray[np.int64],
    of_commits: NDArray[np.int64],
    classes: Collection[FileClass],
) -> LinesByGroup:
    groups, numbers = np.unique(of_commits, return_inverse=True)
    events = _events(history, selection, classes)
    table = lines_by_group(events, groups=numbers, count=len(groups), steps=positions)
    there = np.flatnonzero(table[:, :-1].any(axis=0))
    return LinesByGroup(groups=groups[there], lines=table[:, there], unknown=table[:, -1])


def _events(history: History, selection: Selection, classes: Collection[FileClass]) -> LineEvents:
    """Of the paths that are meant, at every position."""
    rows = history.line_events
    if selection.prefix or classes:
        chosen = selection.paths(history)
        if classes:
            chosen &= history.paths["kind"].is_in([int(each) for each in classes]).to_numpy()
        rows = rows.filter(chosen[rows["path"].to_numpy()])
    return LineEvents(
        positions=rows["position"].to_numpy().astype(np.int32),
        paths=rows["path"].to_numpy().astype(np.int32),
        origins=rows["commit"].to_numpy(),
        deltas=rows["lines"].to_numpy(),
    )


def _until(events: FileEvents, position: int) -> FileEvents:
    past = events.positions <= position
    return FileEvents(
        files=events.files[past],
        origins=events.origins[past],
        positions=events.positions[past],
        deltas=events.deltas[past],
    )
