"""The history of one file as messages."""

from __future__ import annotations

from typing import Final

import polars as pl

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.file_history import file_called, file_versions, revisions
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page
from codevoyage_common.errors import ResourceNotFound

#: Versions of an answer: the most changed file of git/git has 2,000; 10,000 are some 600 KB.
_VERSIONS: Final = 10_000


def file_history_message(history: History, asked: AskedSelection, page: Page) -> pb.GetFileHistoryResponse:
    """A page of revisions, and the versions. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    shown = told.text(selection.prefix)
    file = file_called(history, selection.moment, selection.prefix)
    if file is None:
        raise ResourceNotFound(f"file {shown} up to that moment")
    found, versions = revisions(history, selection, file), file_versions(history, selection.moment, file)
    return pb.GetFileHistoryResponse(
        moment=told.moment(selection.moment),
        path=shown,
        identity=history.files["identity"][file].hex(),
        revisions=_revisions(history, found[page.begin : page.end]),
        next_page_token=page.next_token(len(found)),
        total=len(found),
        versions=_versions(history, versions.tail(_VERSIONS)),
        standing=bool(versions["died"].has_nulls()),
    )


def _revisions(history: History, rows: pl.DataFrame) -> list[pb.Revision]:
    commits = history.commits.select("id", "time", "author", "subject")[rows["commit"]]
    paths = told.paths(history.paths["path"].gather(rows["path"]))
    return [
        pb.Revision(
            commit=commit["id"].hex(),
            time=told.time(commit["time"]),
            author=told.person(history, commit["author"]),
            subject=told.text(commit["subject"]),
            insertions=row["insertions"],
            deletions=row["deletions"],
            path=path,
        )
        for row, commit, path in zip(rows.iter_rows(named=True), commits.iter_rows(named=True), paths, strict=True)
    ]


def _versions(history: History, rows: pl.DataFrame) -> list[pb.FileVersion]:
    paths = told.paths(history.paths["path"].gather(rows["path"]))
    return [
        pb.FileVersion(
            position=row["born"],
            time=told.time(history.mainline.time_at(row["born"])),
            path=path,
            lines=row["lines"],
            complexity=row["indentation"],
            end_position=row["died"],
        )
        for row, path in zip(rows.iter_rows(named=True), paths, strict=True)
    ]
