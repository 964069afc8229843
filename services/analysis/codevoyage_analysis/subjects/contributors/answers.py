"""Contributors as messages."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.contributor import contributor
from codevoyage_analysis.metrics.contributors import contributors
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.months import month
from codevoyage_analysis.subjects.named import people_named
from codevoyage_analysis.subjects.pages import Page
from codevoyage_common.errors import InvalidField

#: What each order sorts by.
ORDERS: Final = {
    pb.CONTRIBUTOR_ORDER_UNSPECIFIED: "commits",
    pb.CONTRIBUTOR_ORDER_COMMITS: "commits",
    pb.CONTRIBUTOR_ORDER_INSERTIONS: "insertions",
    pb.CONTRIBUTOR_ORDER_LAST_SEEN: "last",
    pb.CONTRIBUTOR_ORDER_OWNED_LINES: "owned_lines",
}


def contributors_message(
    history: History, asked: AskedSelection, *, order: pb.ContributorOrder.ValueType, page: Page
) -> pb.ListContributorsResponse:
    """A page of everybody. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = contributors(history, selection)
    found = found.sort([ORDERS[order], "person"], descending=[True, False], nulls_last=True)
    rows = found[page.begin : page.end]
    return pb.ListContributorsResponse(
        moment=told.moment(selection.moment),
        contributors=[_contributor(history, row) for row in rows.iter_rows(named=True)],
        next_page_token=page.next_token(len(found)),
        total=len(found),
        bots=int(history.people["bot"].gather(found["person"]).sum()),
    )


def contributor_message(
    history: History, asked: AskedSelection, *, number: int | None, called: str, top: int
) -> pb.GetContributorResponse:
    """One of them. number: None where they are `called` something.

    Raises InvalidField, ResourceNotFound, CommitNotOnMainline.
    """
    person = people_named(history, [called], field="called")[0] if number is None else number
    if person >= len(history.people):
        raise InvalidField("person", f"the number of a person of this analysis, 0 to {len(history.people) - 1}")
    selection = asked.of(history)
    found = contributor(history, selection, person)
    [*rows] = contributors(history, selection).filter(pl.col("person") == person).iter_rows(named=True)
    files, folders = found.files.head(top), found.folders.head(top)
    paths = told.paths(history.paths["path"].gather(files["path"]))
    languages = [history.language_names[number] for number in found.languages["language"]]
    return pb.GetContributorResponse(
        moment=told.moment(selection.moment),
        contributor=_contributor(history, rows[0]) if rows else pb.Contributor(person=told.person(history, person)),
        months=[
            pb.ContributorMonth(month=month(row["month"]), **_lines(row)) for row in found.months.iter_rows(named=True)
        ],
        files=[
            pb.ContributedPath(path=path, **_lines(row))
            for path, row in zip(paths, files.iter_rows(named=True), strict=True)
        ],
        files_gone=found.files_gone,
        folders=[
            pb.ContributedPath(path=told.text(row["folder"]), **_lines(row)) for row in folders.iter_rows(named=True)
        ],
        languages=[
            pb.ContributedLanguage(language=language, **_lines(row))
            for language, row in zip(languages, found.languages.iter_rows(named=True), strict=True)
        ],
    )


def _contributor(history: History, row: dict[str, Any]) -> pb.Contributor:
    same = ("commits", "co_authored", "merges", "insertions", "deletions", "files", "active_days", "focus")
    owned = ("owned_files", "owned_lines")
    message = pb.Contributor(
        person=told.person(history, row["person"]),
        insertion_share=row["share"],
        **{name: row[name] for name in (*same, *owned)},
    )
    if row["first"] is not None:
        message.first_seen.FromSeconds(row["first"])
        message.last_seen.FromSeconds(row["last"])
    return message


def _lines(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in ("commits", "insertions", "deletions")}
