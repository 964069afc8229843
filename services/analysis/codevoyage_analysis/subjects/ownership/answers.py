"""Owners of files and folders as messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.ownership import file_shares, folder_shares, owners
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.pages import Page


@dataclass(frozen=True, kw_only=True, eq=False)
class _Told:
    """One page. keys: of what is owned, in order; shares: the largest of each, those of a file beside each other."""

    rows: pl.DataFrame
    shares: dict[Any, list[pb.OwnedShare]]
    people: list[int]
    total: int


def file_owners(history: History, asked: AskedSelection, *, shares: int, page: Page) -> pb.ListFileOwnersResponse:
    """Owners of files, by path. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = _told(file_shares(history, selection), by="path", shares=shares, page=page)
    paths = told.paths(history.paths["path"].gather(found.rows["path"]))
    return pb.ListFileOwnersResponse(
        moment=told.moment(selection.moment),
        files=[
            pb.OwnedFile(path=path, ownership=_ownership(row), shares=found.shares.get(row["path"], []))
            for path, row in zip(paths, found.rows.iter_rows(named=True), strict=True)
        ],
        people=told.people(history, found.people),
        next_page_token=page.next_token(found.total),
        total=found.total,
        without_owner=len(selection.versions(history)) - found.total,
    )


def folder_owners(
    history: History, asked: AskedSelection, *, depth: int, shares: int, page: Page
) -> pb.ListFolderOwnersResponse:
    """Owners of folders, by their bytes. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    every = folder_shares(history, selection, depth=depth)
    files = dict(every.group_by("folder").agg(pl.col("files").first()).iter_rows())
    found = _told(every, by="folder", shares=shares, page=page)
    return pb.ListFolderOwnersResponse(
        moment=told.moment(selection.moment),
        folders=[
            pb.OwnedFolder(
                folder=told.text(row["folder"]),
                ownership=_ownership(row),
                shares=found.shares.get(row["folder"], []),
                files=files[row["folder"]],
            )
            for row in found.rows.iter_rows(named=True)
        ],
        people=told.people(history, found.people),
        next_page_token=page.next_token(found.total),
        total=found.total,
        without_owner=len(selection.versions(history)) - sum(files.values()),
    )


def _told(every: pl.DataFrame, *, by: str, shares: int, page: Page) -> _Told:
    owned = owners(every, [by])
    rows = owned[page.begin : page.end]
    largest = every.join(rows.select(by), on=by, how="semi", maintain_order="left").group_by(by, maintain_order=True)
    # Of no rows polars' groups have one, of nulls.
    listed = largest.head(shares) if shares else every.clear()
    return _Told(
        rows=rows,
        shares={
            key[0]: [pb.OwnedShare(**row) for row in some.select("person", "insertions", "share").to_dicts()]
            for key, some in listed.group_by(by, maintain_order=True)
        },
        people=_numbers(rows["main"], listed["person"]),
        total=len(owned),
    )


def _ownership(row: dict[str, Any]) -> pb.Ownership:
    return pb.Ownership(main=row["main"], share=row["share"], fractal=row["fractal"], people=row["people"])


def _numbers(*columns: Iterable[int]) -> list[int]:
    """Of people, ascending, each once."""
    return sorted({person for column in columns for person in column})
