"""The newest tree as it is shown while the history is still being read: all but the lines."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, and_, delete, func, literal, null, or_, select
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.domain import TreeOrder
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.metrics.tree import TreeTotals
from codevoyage_analysis.models import first_trees
from codevoyage_analysis.store.results import replace_rows
from codevoyage_analysis.store.trees import Mark


def put_first_tree(connection: Connection, analysis_id: str, columns: pb.TreeColumns, *, follows: int) -> int:
    """Puts a tree, or the next part of one, under an analysis.

    follows: files that earlier parts had; 0 replaces what was there. Returns how many there are now. Raises
    FactsBroken.
    """
    rows = len(columns.paths)
    blobs = columns.blobs
    width = len(blobs) // rows if rows else 0
    if not len(columns.modes) == len(columns.bytes) == rows or width * rows != len(blobs):
        raise FactsBroken("The columns of the newest tree are not as long as each other. The run starts over.")
    frame = pl.DataFrame(
        {
            "number": pl.Series(range(follows, follows + rows), dtype=pl.Int32),
            "path": pl.Series(list(columns.paths), dtype=pl.Binary),
            "mode": pl.Series(list(columns.modes), dtype=pl.Int32),
            "blob": pl.Series([blobs[at * width : (at + 1) * width] for at in range(rows)], dtype=pl.Binary),
            "bytes": pl.Series(list(columns.bytes), dtype=pl.Int64).replace(-1, None),
        }
    )
    replace_rows(connection, first_trees, analysis_id, frame, keep=follows > 0)
    return follows + rows


def drop_first_tree(connection: Connection, analysis_id: str) -> None:
    """Removes it: results are whole."""
    connection.execute(delete(first_trees).where(first_trees.c.analysis_id == analysis_id))


def first_tree_totals(connection: Connection, analysis_id: str) -> TreeTotals:
    """Of the whole tree; no files where there is none yet."""
    row = connection.execute(
        select(func.count(), func.coalesce(func.sum(first_trees.c.bytes), 0)).where(
            first_trees.c.analysis_id == analysis_id
        )
    ).one()
    return TreeTotals(files=row[0], bytes=int(row[1]), lines=0)


def first_tree_page(
    connection: Connection, analysis_id: str, *, order: TreeOrder, size: int, after: Mark | None
) -> list[Row[Any]]:
    """As `trees.page`. Lines are not known: who asks for the most lines gets the most bytes."""
    measure: ColumnElement[int] = literal(0) if order is TreeOrder.PATH else func.coalesce(first_trees.c.bytes, -1)
    wanted = select(first_trees, null().label("lines"), measure.label("measure")).where(
        first_trees.c.analysis_id == analysis_id
    )
    if after is not None:
        wanted = wanted.where(
            or_(measure < after.measure, and_(measure == after.measure, first_trees.c.number > after.number))
        )
    return list(connection.execute(wanted.order_by(measure.desc(), first_trees.c.number).limit(size)).all())
