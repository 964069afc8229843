"""Activity over time, one row a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from codevoyage.analysis.v1 import activity_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

#: What `--grain` may say.
GRAINS: Final = ("day", "week", "month", "quarter", "year")
_EPOCH: Final = date(1970, 1, 1)


def activity(
    session: Session, name: str, selected: selection_pb2.Selection, *, grain: str | None
) -> pb.GetActivityResponse:
    """grain: one of GRAINS; None: chosen by the service. Raises CallFailed."""
    wanted = pb.ActivityGrain.Value(f"ACTIVITY_GRAIN_{grain.upper()}") if grain else pb.ACTIVITY_GRAIN_UNSPECIFIED
    request = pb.GetActivityRequest(name=name, selection=selected, grain=wanted)
    with translated():
        return session.activity.GetActivity(request, timeout=CALL_SECONDS)


def activity_rows(answer: pb.GetActivityResponse) -> Iterator[Fields]:
    """The buckets in time order, each with the releases and the beginnings of eras in it."""
    columns = answer.buckets
    starts = [*columns.starts, datetime.max.replace(tzinfo=UTC).timestamp()]
    releases = [(mark.time.seconds, mark.tag) for mark in answer.releases]
    eras = [(mark.start.seconds, mark.label) for mark in answer.eras]
    for row, start in enumerate(columns.starts):
        yield {
            "start": _day(start),
            "commits": columns.commits[row],
            "merges": columns.merges[row],
            "people": columns.people[row],
            "insertions": columns.insertions[row],
            "deletions": columns.deletions[row],
            "files_touched": columns.files_touched[row],
            "files": columns.files[row],
            "lines": columns.lines[row],
            "releases": [tag for time, tag in releases if start <= time < starts[row + 1]],
            "eras": [label for time, label in eras if start <= time < starts[row + 1]],
        }


def _day(seconds: int) -> str:
    """Of every year that the calendar has: `datetime.fromtimestamp` refuses some on some platforms."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()
