"""Two states of a repository as messages."""

from __future__ import annotations

import polars as pl

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import Moment
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.difference import Kind, difference
from codevoyage_analysis.metrics.hotter import hotter
from codevoyage_analysis.metrics.new_owners import new_owners
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.columns import numbers
from codevoyage_analysis.subjects.difference.asked import DAYS, AskedBetween, number_of
from codevoyage_analysis.subjects.pages import Page


def difference_message(history: History, asked: AskedBetween) -> pb.GetDifferenceResponse:
    """Figures. Raises InvalidField, ResourceNotFound, CommitNotOnMainline; so do the others."""
    before, after = asked.of(history)
    files = difference(history, before, after, prefix=asked.prefix)
    counts = dict(files["kind"].value_counts().rows())
    grown = files.filter(pl.col("lines_after") > pl.col("lines_before"))
    shrunk = files.filter(pl.col("lines_after") < pl.col("lines_before"))
    trees = [_tree(history, moment, asked.prefix) for moment in (before, after)]
    return pb.GetDifferenceResponse(
        before=told.moment(before),
        after=told.moment(after),
        **{kind.value.lower(): counts.get(kind.value, 0) for kind in Kind},
        grown=len(grown),
        shrunk=len(shrunk),
        totals_before=_totals(trees[0]),
        totals_after=_totals(trees[1]),
        languages=_languages(history, trees[0], trees[1]),
        hotter=len(hotter(history, before, after, days=DAYS, prefix=asked.prefix).files),
        new_owners=len(new_owners(history, before, after, prefix=asked.prefix).files),
    )


def files_message(
    history: History, asked: AskedBetween, wanted: frozenset[Kind], page: Page
) -> pb.ListDifferingFilesResponse:
    """A page of files."""
    before, after = asked.of(history)
    files = difference(history, before, after, prefix=asked.prefix)
    files = files.filter(pl.col("kind").is_in([kind.value for kind in wanted]))
    rows = files[page.begin : page.end]
    texts = history.path_texts
    return pb.ListDifferingFilesResponse(
        before=told.moment(before),
        after=told.moment(after),
        files=pb.DifferingFileColumns(
            paths=told.paths(texts[path] for path in rows["path"]),
            differences=[number_of(Kind(kind)) for kind in rows["kind"]],
            old_paths=told.paths(b"" if path is None else texts[path] for path in rows["old_path"]),
            files=numbers(rows["file"]),
            lines_before=numbers(rows["lines_before"]),
            lines_after=numbers(rows["lines_after"]),
            bytes_before=numbers(rows["bytes_before"]),
            bytes_after=numbers(rows["bytes_after"]),
        ),
        next_page_token=page.next_token(len(files)),
        total=len(files),
    )


def hotter_message(history: History, asked: AskedBetween, days: int, page: Page) -> pb.ListHotterFilesResponse:
    """A page of files that are hotter."""
    before, after = asked.of(history)
    found = hotter(history, before, after, days=days, prefix=asked.prefix)
    rows = found.files[page.begin : page.end]
    return pb.ListHotterFilesResponse(
        before=told.moment(before),
        after=told.moment(after),
        files=pb.HotterFileColumns(
            paths=told.paths(history.path_texts[path] for path in rows["path"]),
            scores_before=rows["score_before"].to_list(),
            scores_after=rows["score"].to_list(),
            ranks_before=numbers(rows["rank_before"]),
            ranks_after=numbers(rows["rank"]),
            revisions_before=numbers(rows["revisions_before"]),
            revisions_after=numbers(rows["revisions"]),
        ),
        next_page_token=page.next_token(len(found.files)),
        total=len(found.files),
        ranked_before=found.ranked_before,
        ranked_after=found.ranked_after,
    )


def owners_message(history: History, asked: AskedBetween, page: Page) -> pb.ListNewOwnersResponse:
    """A page of files that have another main owner."""
    before, after = asked.of(history)
    found = new_owners(history, before, after, prefix=asked.prefix)
    rows = found.files[page.begin : page.end]
    named = sorted({*rows["main_before"], *rows["main"]})
    return pb.ListNewOwnersResponse(
        before=told.moment(before),
        after=told.moment(after),
        files=pb.NewOwnerColumns(
            paths=told.paths(history.path_texts[path] for path in rows["path"]),
            owners_before=numbers(rows["main_before"]),
            owners_after=numbers(rows["main"]),
            shares_before=rows["share_before"].to_list(),
            shares_after=rows["share"].to_list(),
        ),
        people=[told.person(history, person) for person in named],
        next_page_token=page.next_token(len(found.files)),
        total=len(found.files),
        compared=found.compared,
    )


def _tree(history: History, moment: Moment, prefix: bytes) -> pl.DataFrame:
    versions = Selection(moment=moment, prefix=prefix).versions(history)
    return versions.select("lines", "bytes", language=history.paths["language"].gather(versions["path"]))


def _totals(tree: pl.DataFrame) -> pb.TreeTotals:
    return pb.TreeTotals(files=len(tree), lines=int(tree["lines"].sum()), bytes=int(tree["bytes"].sum()))


def _languages(history: History, before: pl.DataFrame, after: pl.DataFrame) -> list[pb.LanguageDifference]:
    sums = [
        {row[0]: row[1:] for row in tree.group_by("language").agg(pl.len(), pl.col("lines").sum()).rows()}
        for tree in (before, after)
    ]
    names = history.language_names
    found = []
    for language in {*sums[0], *sums[1]}:
        (files_before, lines_before), (files_after, lines_after) = (each.get(language, (0, 0)) for each in sums)
        found.append(
            pb.LanguageDifference(
                language=names[language],
                files_before=files_before,
                files_after=files_after,
                lines_before=lines_before,
                lines_after=lines_after,
            )
        )
    return sorted(found, key=lambda each: (-abs(each.lines_after - each.lines_before), each.language))
