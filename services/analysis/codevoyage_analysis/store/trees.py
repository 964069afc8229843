"""The tree at a position of the mainline, a page at a time.

A page is asked for by the last file's place in the order, so that pages fit together whatever their sizes are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select
from sqlalchemy.engine import Row

from codevoyage_analysis.domain import TreeOrder
from codevoyage_analysis.errors import CommitNotOnMainline
from codevoyage_analysis.metrics.tree import TreeTotals
from codevoyage_analysis.models import brought_in, mainline, versions
from codevoyage_common.errors import ResourceNotFound


@dataclass(frozen=True, kw_only=True)
class Place:
    """A commit of the mainline."""

    position: int
    commit_id: bytes
    newest: bool


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where a page ended: the file's number, and what the tree is ordered by (-1: the file has none)."""

    number: int
    measure: int


def newest(connection: Connection, analysis_id: str) -> Place | None:
    """The newest commit; None of an empty repository."""
    row = connection.execute(
        select(mainline.c.position, mainline.c.commit_id)
        .where(mainline.c.analysis_id == analysis_id)
        .order_by(mainline.c.position.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Place(position=row.position, commit_id=row.commit_id, newest=True)


def place_of(connection: Connection, analysis_id: str, commit_id: bytes) -> Place:
    """Where a commit stands. Raises CommitNotOnMainline, and ResourceNotFound for a commit that was not read."""
    of_analysis = mainline.c.analysis_id == analysis_id
    row = connection.execute(
        select(mainline.c.position).where(of_analysis, mainline.c.commit_id == commit_id)
    ).one_or_none()
    if row is not None:
        last = newest(connection, analysis_id)
        return Place(
            position=row.position, commit_id=commit_id, newest=last is not None and last.position == row.position
        )
    merge = connection.execute(
        select(mainline.c.commit_id)
        .join(brought_in, and_(brought_in.c.analysis_id == analysis_id, brought_in.c.position == mainline.c.position))
        .where(of_analysis, brought_in.c.commit_id == commit_id)
    ).scalar_one_or_none()
    if merge is None:
        raise ResourceNotFound(f"commit {commit_id.hex()} in analyses/{analysis_id}")
    raise CommitNotOnMainline(commit=commit_id.hex(), brought_in_by=merge.hex())


def page(
    connection: Connection, analysis_id: str, place: Place, *, order: TreeOrder, size: int, after: Mark | None
) -> list[Row[Any]]:
    """Up to `size` files, with the columns of `versions` and `measure`. after: where the page before ended."""
    measure = _measure(order)
    wanted = select(versions, measure.label("measure")).where(*_stood(analysis_id, place))
    if after is not None:
        wanted = wanted.where(
            or_(measure < after.measure, and_(measure == after.measure, versions.c.number > after.number))
        )
    return list(connection.execute(wanted.order_by(measure.desc(), versions.c.number).limit(size)).all())


def totals(connection: Connection, analysis_id: str, place: Place) -> TreeTotals:
    """Of the whole tree."""
    row = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(versions.c.bytes), 0),
            func.coalesce(func.sum(versions.c.lines), 0),
        ).where(*_stood(analysis_id, place))
    ).one()
    return TreeTotals(files=row[0], bytes=int(row[1]), lines=int(row[2]))


def _measure(order: TreeOrder) -> ColumnElement[int]:
    match order:
        case TreeOrder.PATH:
            return literal(0)
        case TreeOrder.LINES_DESC:
            return func.coalesce(versions.c.lines, -1)
        case TreeOrder.BYTES_DESC:
            return func.coalesce(versions.c.bytes, -1)


def _stood(analysis_id: str, place: Place) -> tuple[ColumnElement[bool], ...]:
    of_analysis = versions.c.analysis_id == analysis_id
    if place.newest:
        return of_analysis, versions.c.died.is_(None)
    return (
        of_analysis,
        versions.c.born <= place.position,
        or_(versions.c.died.is_(None), versions.c.died > place.position),
    )
