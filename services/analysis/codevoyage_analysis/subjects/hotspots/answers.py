"""Hotspots as messages."""

from __future__ import annotations

from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.hotspots import hotspots
from codevoyage_analysis.metrics.trends import trends
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page

#: What each order sorts by.
ORDERS: Final = {
    pb.HOTSPOT_ORDER_UNSPECIFIED: "score",
    pb.HOTSPOT_ORDER_SCORE: "score",
    pb.HOTSPOT_ORDER_RECENT: "recent",
}


def hotspots_message(
    history: History, asked: AskedSelection, *, order: pb.HotspotOrder.ValueType, points: int, page: Page
) -> pb.ListHotspotsResponse:
    """A page of them. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = hotspots(history, selection)
    rows = found.files.sort([ORDERS[order], "path"], descending=[True, False])[page.begin : page.end]
    trend = trends(history, selection, rows["file"], slices=points)
    answer = pb.ListHotspotsResponse(
        moment=told.moment(selection.moment),
        next_page_token=page.next_token(len(found.files)),
        ranked=len(found.files),
        gone=found.gone,
        vendored=found.vendored,
        generated=found.generated,
        unmeasured=found.unmeasured,
        trend_ends=[Timestamp(seconds=end) for end in trend.ends.tolist()],
    )
    paths = told.paths(history.paths["path"].gather(rows["path"]))
    languages = history.paths["language"].gather(rows["path"])
    identities = history.files["identity"].gather(rows["file"])
    for at, row in enumerate(rows.iter_rows(named=True)):
        answer.hotspots.add(
            path=paths[at],
            identity=identities[at].hex(),
            language=history.language_names[languages[at]],
            last_change=told.time(row["last_time"]),
            revision_trend=trend.revisions[at].tolist(),
            complexity_trend=trend.complexity[at].tolist(),
            **{name: row[name] for name in ("revisions", "recency", "complexity", "lines", "score", "recent")},
        )
    return answer
