"""Two repositories beside each other as messages."""

from __future__ import annotations

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import newest
from codevoyage_analysis.metrics.headline import headline
from codevoyage_analysis.subjects import told


def headlines_message(first: History, second: History, *, names: tuple[str, str]) -> pb.CompareRepositoriesResponse:
    """names: of both analyses, as they were asked for."""
    return pb.CompareRepositoriesResponse(first=_message(first, names[0]), second=_message(second, names[1]))


def _message(history: History, name: str) -> pb.Headline:
    found = headline(history)
    languages = history.language_names
    return pb.Headline(
        name=name,
        moment=told.moment(newest(history)),
        commits=found.commits,
        merges=found.merges,
        people=found.people,
        totals=pb.TreeTotals(files=found.files, lines=found.lines, bytes=found.bytes),
        languages=[
            pb.LanguageShare(language=languages[number], lines=lines, share=share)
            for number, lines, share in found.languages
        ],
        first_commit=told.time(found.first),
        last_commit=told.time(found.last),
        bus_factor=found.bus_factor,
        commits_last_year=found.year.commits,
        people_last_year=found.year.people,
        churn_last_year=found.year.churn,
        hotspots=found.year.hotspots,
        median_revisions=found.year.median_revisions,
        median_complexity=found.year.median_complexity,
    )
