"""Turning points as messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from codevoyage.analysis.v1 import era_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.leading_language import Lead, leads
from codevoyage_analysis.metrics.moved_folders import moved_folders
from codevoyage_analysis.metrics.turning_points import BOUNDS, Kind, TurningPoints, turning_points
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page
from codevoyage_common.errors import InvalidField

_PREFIX: Final = "TURNING_POINT_KIND_"


def kinds(numbers: Iterable[pb.TurningPointKind.ValueType]) -> frozenset[Kind]:
    """The kinds that are asked for. Raises InvalidField."""
    asked = frozenset(numbers)
    known = set(pb.TurningPointKind.values()) - {pb.TURNING_POINT_KIND_UNSPECIFIED}
    if asked - known:
        raise InvalidField("kinds", "values of the enum")
    return frozenset(Kind(pb.TurningPointKind.Name(number).removeprefix(_PREFIX)) for number in asked or known)


def turning_points_message(
    history: History, asked: AskedSelection, wanted: frozenset[Kind], page: Page
) -> pb.ListTurningPointsResponse:
    """A page of turning points. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = turning_points(history, selection)
    rows = [row for row in found.points.iter_rows(named=True) if Kind(row["kind"]) in wanted]
    if Kind.LEADING_LANGUAGE in wanted:
        rows += _of_leads(history, selection)
        # Stable: of one commit by kind, as it was, and languages last.
        rows.sort(key=lambda row: -int(row["commit"]))
    return pb.ListTurningPointsResponse(
        moment=told.moment(selection.moment),
        turning_points=[_message(history, row) for row in rows[page.begin : page.end]],
        next_page_token=page.next_token(len(rows)),
        total=len(rows),
        thresholds=_thresholds(found, wanted),
    )


def _of_leads(history: History, selection: Selection) -> list[dict[str, Any]]:
    chosen = set(selection.commits(history)["commit"].to_list())
    found = []
    for lead in leads(history, selection):
        commit = history.mainline.commit_at(lead.position)
        if commit in chosen:
            found.append(_of_lead(commit, lead))
    return found


def _of_lead(commit: int, lead: Lead) -> dict[str, Any]:
    return {
        "kind": Kind.LEADING_LANGUAGE.value,
        "commit": commit,
        "amount": lead.lines,
        "standing": lead.lines_before,
        "share": lead.lines / lead.lines_before if lead.lines_before else 0.0,
        "path": None,
        "languages": (lead.before, lead.language),
    }


def _thresholds(found: TurningPoints, wanted: frozenset[Kind]) -> list[pb.TurningPointThreshold]:
    return [
        pb.TurningPointThreshold(
            kind=_number(kind), amount=threshold.amount, share=BOUNDS[kind].share, commits=threshold.commits
        )
        for kind, threshold in found.thresholds.items()
        if kind in wanted
    ]


def _message(history: History, row: dict[str, Any]) -> pb.TurningPoint:
    kind = Kind(row["kind"])
    commit = history.commits.row(row["commit"], named=True)
    message = pb.TurningPoint(
        kind=_number(kind),
        commit=commit["id"].hex(),
        time=told.time(commit["time"]),
        position=commit["came_in"],
        author=told.person(history, commit["author"]),
        subject=told.text(commit["subject"]),
        amount=row["amount"],
        standing=row["standing"],
        share=row["share"],
    )
    if kind is Kind.MOVES:
        old, new, count = moved_folders(history, row["commit"])
        message.from_folder, message.to_folder, message.between_folders = told.text(old), told.text(new), count
    elif kind is Kind.FILE_REWRITE:
        message.path = told.text(history.paths["path"][row["path"]])
    elif kind is Kind.LEADING_LANGUAGE:
        names = history.language_names
        message.from_language, message.to_language = (names[number] for number in row["languages"])
    return message


def _number(kind: Kind) -> pb.TurningPointKind.ValueType:
    return pb.TurningPointKind.Value(f"{_PREFIX}{kind.value}")
