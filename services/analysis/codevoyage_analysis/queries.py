"""What people ask of a run's results: one transaction each, so that an answer is of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from codevoyage_analysis import page_tokens
from codevoyage_analysis.domain import Grain, TreeOrder
from codevoyage_analysis.metrics.tree import TreeTotals
from codevoyage_analysis.store import pictures, runs, trees
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_analysis.store.trees import Mark
from codevoyage_common.errors import ResultNotReady
from codevoyage_common.work.attempts import attempts_of


@dataclass(frozen=True, kw_only=True)
class TimelineAnswer:
    """A row of `timelines`. complete: the whole history is in it."""

    row: Row[Any]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class TreeAnswer:
    """A page of a tree. commit: raw id, empty of an empty repository. totals: of the whole tree."""

    files: Sequence[Row[Any]]
    next_page_token: str
    commit: bytes
    totals: TreeTotals


def timeline(
    connection: Connection, analysis_id: str, *, tenant: str, grain: Grain, min_revision: int
) -> TimelineAnswer:
    """The newest picture. Raises ResourceNotFound, ResultNotReady."""
    run = runs.find(connection, analysis_id, tenant=tenant)
    row = pictures.read_timeline(connection, analysis_id, grain)
    if row is None or row.revision < min_revision:
        raise ResultNotReady(
            f"analyses/{analysis_id} has no timeline of revision {max(min_revision, 1)} or later: it is {run.state}. "
            "Watch it, and ask again.",
            state=run.state,
        )
    return TimelineAnswer(row=row, complete=run.result_hash is not None)


def attempts(connection: Connection, analysis_id: str, *, tenant: str) -> tuple[Row[Any], list[Row[Any]]]:
    """A run, and the attempts at it. Raises ResourceNotFound."""
    return runs.find(connection, analysis_id, tenant=tenant), attempts_of(connection, RUNS, analysis_id)


def tree(
    connection: Connection,
    analysis_id: str,
    *,
    tenant: str,
    at: bytes | None,
    order: TreeOrder,
    size: int,
    page_token: str,
) -> TreeAnswer:
    """A page of the tree at a commit, the newest one when `at` is None.

    Raises ResourceNotFound, ResultNotReady, CommitNotOnMainline, InvalidField for a token of another tree.
    """
    run = runs.find(connection, analysis_id, tenant=tenant)
    if run.result_hash is None:
        raise ResultNotReady(
            f"The tree of analyses/{analysis_id} is not there: it is {run.state}. Watch it, and ask again.",
            state=run.state,
        )
    place = trees.newest(connection, analysis_id) if at is None else trees.place_of(connection, analysis_id, at)
    if place is None:
        return TreeAnswer(files=(), next_page_token="", commit=b"", totals=TreeTotals(files=0, bytes=0, lines=0))
    after = page_tokens.tree_after(page_token, position=place.position, order=order)
    # One more than asked for tells whether there is a next page.
    rows = trees.page(connection, analysis_id, place, order=order, size=size + 1, after=after)
    token = ""
    if len(rows) > size:
        mark = Mark(number=rows[size - 1].number, measure=rows[size - 1].measure)
        token = page_tokens.of_tree(position=place.position, order=order, mark=mark)
    return TreeAnswer(
        files=rows[:size],
        next_page_token=token,
        commit=place.commit_id,
        totals=trees.totals(connection, analysis_id, place),
    )
