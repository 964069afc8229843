"""Eras and turning points, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codevoyage.analysis.v1 import era_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.paging import answers
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import moment

_PREFIX = "TURNING_POINT_KIND_"
#: What `--kind` may say.
KINDS = tuple(name.removeprefix(_PREFIX).lower().replace("_", "-") for name in pb.TurningPointKind.keys()[1:])


def era_rows(session: Session, name: str, selected: selection_pb2.Selection) -> Iterator[Fields]:
    """The eras in time order. Raises CallFailed."""
    request = pb.ListErasRequest(name=name, selection=selected)
    with translated():
        answer = session.eras.ListEras(request, timeout=CALL_SECONDS)
    for era in answer.eras:
        yield {
            "start": _time(era.start.seconds),
            "end": _time(era.end.seconds),
            "label": era.label,
            "commits": era.commits,
            "merges": era.merges,
            "commits_a_month": round(era.commits_a_month, 3),
            "insertions": era.insertions,
            "deletions": era.deletions,
            "people": era.people,
            "newcomers": era.newcomers,
            "files": era.files,
            "lines": era.lines,
            "leaders": [
                {
                    "name": each.person.name,
                    "email": each.person.email,
                    "commits": each.commits,
                    "share": round(each.share, 4),
                }
                for each in era.leaders
            ],
        }


def turning_point_rows(
    session: Session, name: str, selected: selection_pb2.Selection, *, kinds: Iterable[str]
) -> Iterator[Fields]:
    """The turning points, newest first. kinds: of KINDS; none: all. Raises CallFailed."""
    numbers = [pb.TurningPointKind.Value(_PREFIX + kind.upper().replace("-", "_")) for kind in kinds]
    request = pb.ListTurningPointsRequest(name=name, selection=selected, kinds=numbers)
    for answer in answers(session.eras.ListTurningPoints, request):
        yield from map(_row, answer.turning_points)


def _row(point: pb.TurningPoint) -> Fields:
    row: Fields = {
        "time": _time(point.time.seconds) if point.HasField("time") else None,
        "kind": pb.TurningPointKind.Name(point.kind).removeprefix(_PREFIX).lower().replace("_", "-"),
        "commit": point.commit,
        "position": point.position,
        "author": point.author.name,
        "email": point.author.email,
        "subject": point.subject,
        "amount": point.amount,
        "standing": point.standing,
        "share": round(point.share, 4),
    }
    match point.kind:
        case pb.TURNING_POINT_KIND_MOVES:
            row |= {**path_fields(point.from_folder, "from"), **path_fields(point.to_folder, "to")}
            row["between"] = point.between_folders
        case pb.TURNING_POINT_KIND_FILE_REWRITE:
            row |= path_fields(point.path)
        case pb.TURNING_POINT_KIND_LEADING_LANGUAGE:
            row |= {"from": point.from_language, "to": point.to_language}
    return row


def _time(seconds: int) -> str:
    stamp = pb.Era().start
    stamp.FromSeconds(seconds)
    return moment(stamp).isoformat().replace("+00:00", "Z")
