"""Waits for what follows a run: columns that are computed after its results."""

from __future__ import annotations

import hashlib
import time
from contextlib import closing

import polars as pl
import psycopg

from codevoyage_analysis.history.packing import table_of
from tests.integration.stack.command import Command

#: Seconds for all studies of one small repository.
_SECONDS = 60.0


def studied(up: Command, source: str) -> str:
    """Analyses a repository, and waits until its studies have ended well. Returns the id of the analysis."""
    name: str = up.one("analyze", source)["analysis"]
    analysis_id = name.partition("/")[2]
    end = time.monotonic() + _SECONDS
    while any(state not in ("SUCCEEDED",) for state in _states(up, analysis_id)):
        assert time.monotonic() < end, _states(up, analysis_id)
        time.sleep(0.1)
    return analysis_id


def hashes(up: Command, analysis_id: str) -> dict[str, str]:
    """SHA-256 of each table that readers get, by its name; of commits without what ingest calls them in its job."""
    statement = """SELECT table_name, content FROM analysis.column_parts
        WHERE analysis_id = %s AND set_name NOT LIKE 'aside:%%' ORDER BY table_name, number"""
    parts: dict[str, list[bytes]] = {}
    with closing(psycopg.connect(up.database_url("analysis"))) as connection, connection:
        for name, content in connection.execute(statement, [analysis_id]):
            parts.setdefault(name, []).append(content)
    return {name: _hash(table_of(some).drop("number", strict=False)) for name, some in parts.items()}


def result_hash(up: Command, analysis_id: str) -> str:
    """Of the results of the run."""
    with closing(psycopg.connect(up.database_url("analysis"))) as connection, connection:
        statement = "SELECT result_hash FROM analysis.analyses WHERE id = %s"
        [(found,)] = connection.execute(statement, [analysis_id]).fetchall()
        return str(found)


def _states(up: Command, analysis_id: str) -> list[str]:
    with closing(psycopg.connect(up.database_url("analysis"))) as connection, connection:
        rows = connection.execute("SELECT state FROM analysis.studies WHERE analysis_id = %s", [analysis_id])
        return [state for (state,) in rows.fetchall()]


def _hash(table: pl.DataFrame) -> str:
    return hashlib.sha256(repr(table.rows()).encode()).hexdigest()
