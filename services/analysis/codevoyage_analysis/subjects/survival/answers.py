"""Surviving lines and the survival curve as messages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.steps import even_steps
from codevoyage_analysis.metrics.survival.curve import SurvivalCurve
from codevoyage_analysis.metrics.surviving_lines import line_survival, lines_by_person, lines_by_year
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.survival.readiness import check_followed


@dataclass(frozen=True, kw_only=True)
class AskedGroups:
    """steps: 1 or more. people: that are told one by one. classes: of files; empty: all."""

    by_person: bool
    steps: int
    people: int
    classes: Collection[FileClass]


def surviving_message(history: History, asked: AskedSelection, wanted: AskedGroups) -> pb.GetSurvivingLinesResponse:
    """Of each step. Raises ResultNotReady, InvalidField, ResourceNotFound, CommitNotOnMainline."""
    check_followed(history)
    selection = asked.of(history)
    steps = even_steps(history, selection, wanted.steps)
    if not steps:
        return pb.GetSurvivingLinesResponse(moment=told.moment(selection.moment))
    # Steps between two commits have one state: it is counted once.
    positions, entries = np.unique([each.moment.position for each in steps], return_inverse=True)
    count = lines_by_person if wanted.by_person else lines_by_year
    found = count(history, selection, positions, classes=wanted.classes)
    lines, unknown = found.lines[entries], found.unknown[entries]
    chosen = _largest(found.groups, lines, wanted.people) if wanted.by_person else np.arange(len(found.groups))
    totals = lines.sum(axis=1) + unknown
    answer = pb.GetSurvivingLinesResponse(
        moment=told.moment(steps[-1].moment),
        steps=[
            pb.SurvivalStep(time=told.time(step.time), moment=told.moment(step.moment), lines=total)
            for step, total in zip(steps, totals.tolist(), strict=True)
        ],
        other_lines=(lines.sum(axis=1) - lines[:, chosen].sum(axis=1)).tolist(),
        people_left_out=len(found.groups) - len(chosen),
        unknown_lines=unknown.tolist(),
    )
    for group in chosen.tolist():
        number = int(found.groups[group])
        of = {"person": told.person(history, number)} if wanted.by_person else {"year": number}
        answer.cohorts.add(lines=lines[:, group].tolist(), **of)
    return answer


def curve_message(
    history: History, asked: AskedSelection, *, points: int, classes: Collection[FileClass]
) -> pb.GetSurvivalCurveResponse:
    """The curve. Raises ResultNotReady, InvalidField, ResourceNotFound, CommitNotOnMainline."""
    check_followed(history)
    selection = asked.of(history)
    found = line_survival(history, selection, classes=classes)
    return pb.GetSurvivalCurveResponse(
        moment=told.moment(selection.moment),
        points=_points(found.curve, points),
        half_life_days=found.curve.half_life,
        lines=found.curve.lines,
        standing=found.standing,
        unknown_lines=found.unknown,
    )


def _largest(groups: NDArray[np.int64], lines: NDArray[np.int64], most: int) -> NDArray[np.intp]:
    """Groups with most lines at the last step, then with the smallest number."""
    return np.lexsort((groups, -lines[-1]))[:most]


def _points(curve: SurvivalCurve, most: int) -> list[pb.SurvivalPoint]:
    """Even in age, from the first day to the last age at which lines fell."""
    if not len(curve.ages):
        return []
    ages = np.unique(np.linspace(0, int(curve.ages[-1]), most).astype(np.int64))
    return [
        pb.SurvivalPoint(age_days=age, surviving=share, at_risk=risk)
        for age, share, risk in zip(
            ages.tolist(), curve.surviving_after(ages).tolist(), curve.at_risk_at(ages).tolist(), strict=True
        )
    ]
