"""Hotspots and histories of files, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.named_people import person_fields
from codevoyage_cli.client.paging import answers
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import iso_time

#: What `--order` may say.
ORDERS: Final = ("score", "recent")
#: Points of a trend: what a table has room for.
TREND_POINTS: Final = 12


def hotspots(
    session: Session, name: str, selected: selection_pb2.Selection, *, order: str, top: int
) -> pb.ListHotspotsResponse:
    """The first ones, with trends. order: one of ORDERS. top: 1 to 1,000. Raises CallFailed."""
    wanted = pb.HotspotOrder.Value(f"HOTSPOT_ORDER_{order.upper()}")
    request = pb.ListHotspotsRequest(
        name=name, selection=selected, order=wanted, trend_points=TREND_POINTS, page_size=top
    )
    with translated():
        return session.hotspots.ListHotspots(request, timeout=CALL_SECONDS)


def hotspot_rows(answer: pb.ListHotspotsResponse) -> Iterator[Fields]:
    """In the answer's order."""
    ends = [iso_time(end) for end in answer.trend_ends]
    for each in answer.hotspots:
        yield {
            **path_fields(each.path),
            "language": each.language or None,
            "revisions": each.revisions,
            "complexity": each.complexity,
            "score": each.score,
            "recency": each.recency,
            "recent": each.recent,
            "lines": each.lines,
            "last_change": iso_time(each.last_change) if each.HasField("last_change") else None,
            "trend": [
                {"end": end, "revisions": revisions, "complexity": None if complexity < 0 else complexity}
                for end, revisions, complexity in zip(ends, each.revision_trend, each.complexity_trend, strict=True)
            ],
        }


def file_history(
    session: Session, name: str, selected: selection_pb2.Selection, *, top: int
) -> tuple[pb.GetFileHistoryResponse, list[pb.Revision]]:
    """The first page, and the newest revisions of all pages, at most `top`. Raises CallFailed."""
    request = pb.GetFileHistoryRequest(name=name, selection=selected)
    pages = answers(session.hotspots.GetFileHistory, request)
    first = next(pages)
    rest = (revision for page in pages for revision in page.revisions)
    return first, [*first.revisions, *islice(rest, max(0, top - len(first.revisions)))][:top]


def revision_fields(revision: pb.Revision) -> Fields:
    """One commit that changed the file."""
    return {
        "commit": revision.commit,
        "time": iso_time(revision.time) if revision.HasField("time") else None,
        "author": person_fields(revision.author),
        "subject": revision.subject,
        "insertions": revision.insertions,
        "deletions": revision.deletions,
        **path_fields(revision.path),
    }


def version_fields(version: pb.FileVersion) -> Fields:
    """What the file was for some time."""
    return {
        "position": version.position,
        "end_position": version.end_position if version.HasField("end_position") else None,
        "time": iso_time(version.time) if version.HasField("time") else None,
        **path_fields(version.path),
        "lines": version.lines if version.HasField("lines") else None,
        "complexity": version.complexity if version.HasField("complexity") else None,
    }
