"""What people ask of a run's results: one transaction each, so that an answer is of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from codevoyage_analysis import page_tokens
from codevoyage_analysis.domain import Grain, TreeOrder
from codevoyage_analysis.metrics.tree import TreeTotals
from codevoyage_analysis.store import pictures, runs, trees
from codevoyage_analysis.store.first_trees import first_tree_page, first_tree_totals
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_analysis.store.trees import Mark
from codevoyage_common.errors import ResultNotReady
from codevoyage_common.work.attempts import attempts_of

#: The position that a tree has before there are positions.
_UNKNOWN: Final = -1


@dataclass(frozen=True, kw_only=True)
class TimelineAnswer:
    """A row of `timelines`. complete: the whole history is in it."""

    row: Row[Any]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class TreeAnswer:
    """A page of a tree. commit: raw id, empty of an empty repository. totals: of the whole tree.

    complete: lines are counted.
    """

    files: Sequence[Row[Any]]
    next_page_token: str
    commit: bytes
    totals: TreeTotals
    complete: bool


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
    """A page of the tree at a commit, the newest one when `at` is None; of that one also before results are whole.

    Raises ResourceNotFound, ResultNotReady, CommitNotOnMainline, InvalidField for a token of another tree.
    """
    run = runs.find(connection, analysis_id, tenant=tenant)
    if run.result_hash is None:
        return _first_tree(connection, run, at=at, order=order, size=size, page_token=page_token)
    place = trees.newest(connection, analysis_id) if at is None else trees.place_of(connection, analysis_id, at)
    if place is None:
        nothing = TreeTotals(files=0, bytes=0, lines=0)
        return TreeAnswer(files=(), next_page_token="", commit=b"", totals=nothing, complete=True)
    after = page_tokens.tree_after(page_token, position=place.position, order=order)
    # One more than asked for tells whether there is a next page.
    rows = trees.page(connection, analysis_id, place, order=order, size=size + 1, after=after)
    return TreeAnswer(
        files=rows[:size],
        next_page_token=_token_after(rows, size, position=place.position, order=order),
        commit=place.commit_id,
        totals=trees.totals(connection, analysis_id, place),
        complete=True,
    )


def _first_tree(
    connection: Connection, run: Row[Any], *, at: bytes | None, order: TreeOrder, size: int, page_token: str
) -> TreeAnswer:
    totals = first_tree_totals(connection, run.id)
    head = bytes.fromhex(run.figures.get("head", ""))
    if at is not None or not totals.files or not head:
        raise ResultNotReady(
            f"The tree of analyses/{run.id} is not there: it is {run.state}. Watch it, and ask again.",
            state=run.state,
        )
    # No position: a token of it is refused where results are whole, as the order may be another one then.
    after = page_tokens.tree_after(page_token, position=_UNKNOWN, order=order)
    rows = first_tree_page(connection, run.id, order=order, size=size + 1, after=after)
    return TreeAnswer(
        files=rows[:size],
        next_page_token=_token_after(rows, size, position=_UNKNOWN, order=order),
        commit=head,
        totals=totals,
        complete=False,
    )


def _token_after(rows: Sequence[Row[Any]], size: int, *, position: int, order: TreeOrder) -> str:
    if len(rows) <= size:
        return ""
    mark = Mark(number=rows[size - 1].number, measure=rows[size - 1].measure)
    return page_tokens.of_tree(position=position, order=order, mark=mark)
