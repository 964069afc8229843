"""What was found as messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from codevoyage.analysis.v1 import search_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics import search
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page
from codevoyage_common.errors import InvalidField

#: Characters: longer than names and subjects that people type, and far below what slows a search down.
QUERY: Final = 200
_KINDS: Final = frozenset((pb.SEARCH_KIND_PATHS, pb.SEARCH_KIND_PEOPLE, pb.SEARCH_KIND_COMMITS))
Kinds = frozenset[pb.SearchKind.ValueType]


def query(text: str) -> str:
    """Without the spaces around it. Raises InvalidField."""
    stripped = text.strip()
    if not stripped or len(text) > QUERY:
        raise InvalidField("query", f"1 to {QUERY} characters, and not only spaces")
    return stripped


def kinds(numbers: Iterable[pb.SearchKind.ValueType]) -> Kinds:
    """Those that are asked for. Raises InvalidField."""
    wanted = frozenset(numbers)
    if wanted - _KINDS:
        raise InvalidField("kinds", "values of the enum")
    return wanted or _KINDS


def search_message(history: History, asked: AskedSelection, wanted: str, kinds: Kinds, page: Page) -> pb.SearchResponse:
    """A page of each list. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    paths, people, commits = (
        measure(history, selection, wanted) if kind in kinds else pl.DataFrame()
        for kind, measure in (
            (pb.SEARCH_KIND_PATHS, search.paths),
            (pb.SEARCH_KIND_PEOPLE, search.people),
            (pb.SEARCH_KIND_COMMITS, search.commits),
        )
    )
    return pb.SearchResponse(
        moment=told.moment(selection.moment),
        paths=[_path(history, *row) for row in paths[page.begin : page.end].rows()],
        people=[
            pb.PersonFound(person=told.person(history, person), match=match, commits=count)
            for person, match, count in people[page.begin : page.end].rows()
        ],
        commits=[_commit(history, *row) for row in commits[page.begin : page.end].rows()],
        next_page_token=page.next_token(max(map(len, (paths, people, commits)))),
        total_paths=len(paths),
        total_people=len(people),
        total_commits=len(commits),
    )


def _path(history: History, path: int, lines: int | None, match: int) -> pb.PathFound:
    exact, language, _ = history.paths.row(path)
    return pb.PathFound(
        path=told.text(exact),
        match=match,  # type: ignore[arg-type]  # the same numbers
        language=history.language_names[language],
        lines=lines,
    )


def _commit(history: History, commit: int, match: int) -> pb.CommitFound:
    row = history.commits.row(commit, named=True)
    return pb.CommitFound(
        commit=row["id"].hex(),
        match=match,  # type: ignore[arg-type]  # the same numbers
        time=told.time(row["time"]),
        author=told.person(history, row["author"]),
        subject=told.text(row["subject"]),
        position=row["came_in"],
    )
