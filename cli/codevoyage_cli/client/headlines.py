"""Two repositories beside each other, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import moment


def headline_rows(session: Session, first: str, second: str) -> Iterator[Fields]:
    """One row a figure: figure, first, second. first, second: names of analyses. Raises CallFailed."""
    with translated():
        found = session.differences.CompareRepositories(
            pb.CompareRepositoriesRequest(name=first, other=second), timeout=CALL_SECONDS
        )
    for one, other in zip(_figures(found.first), _figures(found.second), strict=True):
        yield {"figure": one[0], "first": one[1], "second": other[1]}


def _figures(headline: pb.Headline) -> Iterator[tuple[str, object]]:
    yield "analysis", headline.name.removeprefix("analyses/")
    yield "commits", headline.commits
    yield "merges", headline.merges
    yield "people", headline.people
    yield "files", headline.totals.files
    yield "lines", headline.totals.lines
    yield "bytes", headline.totals.bytes
    yield "languages", [f"{each.language or 'none'} {each.share:.0%}" for each in headline.languages]
    for name in ("first_commit", "last_commit"):
        known = headline.HasField(name)
        yield name.replace("_", " "), moment(getattr(headline, name)).date().isoformat() if known else None
    yield "bus factor", headline.bus_factor
    yield "commits, last year", headline.commits_last_year
    yield "people, last year", headline.people_last_year
    yield "churn, last year", headline.churn_last_year
    yield "hotspots", headline.hotspots
    yield "their revisions, median", headline.median_revisions
    yield "their complexity, median", headline.median_complexity
