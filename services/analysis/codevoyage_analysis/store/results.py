"""Results: written by COPY, seen by nobody until the run's row says that they are whole."""

from __future__ import annotations

from typing import Final

import polars as pl
import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, delete

from codevoyage_analysis.models import SCHEMA, brought_in, first_trees, mainline, versions

#: Rows made into text at a time: some megabytes.
ROWS: Final = 50_000
#: Tables that go by COPY, and have no foreign key to take them along when their analysis goes.
COPIED: Final[tuple[Table, ...]] = (mainline, brought_in, versions, first_trees)


def replace_rows(
    connection: Connection, table: Table, analysis_id: str, frame: pl.DataFrame, *, keep: bool = False
) -> None:
    """Puts the rows of a frame, and no others, under an analysis.

    frame: the table's columns without `analysis_id`. keep: add them to those that are there.
    """
    if not keep:
        connection.execute(delete(table).where(table.c.analysis_id == analysis_id))
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs psycopg under the connection")
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT CSV)").format(
        sql.Identifier(SCHEMA, table.name),
        sql.SQL(", ").join(map(sql.Identifier, ("analysis_id", *frame.columns))),
    )
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for rows in frame.iter_slices(ROWS):
            copy.write(rows.select(pl.lit(analysis_id), *_as_text(frame)).write_csv(include_header=False))


def _as_text(frame: pl.DataFrame) -> list[pl.Expr]:
    """Byte strings as PostgreSQL reads them, the rest as it is; a null is an empty field."""
    return [
        (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) if kind == pl.Binary else pl.col(name)
        for name, kind in frame.schema.items()
    ]
