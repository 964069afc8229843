"""Surviving lines, the survival curve, and who wrote each line of a file, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1 import survival_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.languages import class_numbers
from codevoyage_cli.client.named_people import person_fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import iso_time

#: What `--by` may say.
GROUPS: Final = ("year", "person")


def surviving_lines(
    session: Session,
    name: str,
    selected: selection_pb2.Selection,
    *,
    group: str,
    steps: int,
    people: int,
    classes: Sequence[str],
) -> pb.GetSurvivingLinesResponse:
    """group: of GROUPS. Raises CallFailed."""
    request = pb.GetSurvivingLinesRequest(
        name=name,
        selection=selected,
        group=pb.LineGroup.Value(f"LINE_GROUP_{group.upper()}"),
        steps=steps,
        people=people,
        classes=class_numbers(classes),
    )
    with translated():
        return session.survival.GetSurvivingLines(request, timeout=CALL_SECONDS)


def survival_curve(
    session: Session, name: str, selected: selection_pb2.Selection, *, points: int, classes: Sequence[str]
) -> pb.GetSurvivalCurveResponse:
    """Raises CallFailed."""
    request = pb.GetSurvivalCurveRequest(name=name, selection=selected, points=points, classes=class_numbers(classes))
    with translated():
        return session.survival.GetSurvivalCurve(request, timeout=CALL_SECONDS)


def file_lines(session: Session, name: str, path: str) -> pb.GetFileLinesResponse:
    """path: as the contract shows it. Raises CallFailed."""
    with translated():
        return session.survival.GetFileLines(pb.GetFileLinesRequest(name=name, path=path), timeout=CALL_SECONDS)


def surviving_rows(answer: pb.GetSurvivingLinesResponse) -> Iterator[Fields]:
    """By step, then by the answer's order of groups; those that have lines there."""
    for row, step in enumerate(answer.steps):
        told: list[tuple[Fields, int]] = [(_group(cohort), cohort.lines[row]) for cohort in answer.cohorts]
        told += [({"group": "others"}, answer.other_lines[row]), ({"group": None}, answer.unknown_lines[row])]
        for group, lines in told:
            if lines:
                yield {
                    "time": iso_time(step.time),
                    "position": step.moment.position,
                    "commit": step.moment.commit or None,
                    **group,
                    "lines": lines,
                    "share": lines / step.lines,
                }


def curve_rows(answer: pb.GetSurvivalCurveResponse) -> Iterator[Fields]:
    """By age."""
    for point in answer.points:
        yield {"age_days": point.age_days, "surviving": point.surviving, "at_risk": point.at_risk}


def line_rows(answer: pb.GetFileLinesResponse) -> Iterator[Fields]:
    """Runs of lines, first to last."""
    for run in answer.runs:
        origin = answer.origins[run.origin] if run.origin >= 0 else None
        yield {
            "first": run.first,
            "lines": run.lines,
            "commit": origin.commit if origin else None,
            "time": iso_time(origin.time) if origin and origin.HasField("time") else None,
            "author": person_fields(origin.author) if origin else None,
            "subject": origin.subject if origin else None,
        }


def _group(cohort: pb.LineCohort) -> Fields:
    if cohort.WhichOneof("of") == "year":
        return {"group": str(cohort.year) if cohort.year else "no date"}
    person = person_fields(cohort.person)
    return {"group": person["name"], "email": person["email"]}
