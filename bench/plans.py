"""How PostgreSQL answers a statement of the product: its plan, and how long it takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

from bench.hot_queries import HotQuery


@dataclass(frozen=True, kw_only=True)
class Plan:
    """nodes: of the last statement, from the outermost on. scanned: tables that are read from end to end."""

    nodes: list[dict[str, Any]]

    @property
    def indexes(self) -> list[str]:
        """Names of the indexes that are used."""
        return [str(node["Index Name"]) for node in self.nodes if "Index Name" in node]

    @property
    def scanned(self) -> list[str]:
        """Tables without an index."""
        return [str(node["Relation Name"]) for node in self.nodes if node["Node Type"] == "Seq Scan"]

    def text(self) -> str:
        """One line: what is done, innermost first."""
        steps = []
        for node in reversed(self.nodes):
            name = node.get("Index Name") or node.get("Relation Name")
            steps.append(f"{node['Node Type']} ({name})" if name else str(node["Node Type"]))
        return ", ".join(steps)


def plan(engine: Engine, query: HotQuery, subject: str, *, use_indexes: bool = False) -> Plan:
    """The plan of the last statement that a query executes. Nothing is changed.

    use_indexes: as if tables were so large that reading them from end to end is out of the question.
    """
    statements: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        statements.append((statement, parameters))

    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", note)
        query.run(connection, subject)
        event.remove(connection, "before_cursor_execute", note)
        if use_indexes:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement, parameters = statements[-1]
        (explained,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        connection.rollback()
    return Plan(nodes=list(_nodes(explained["Plan"])))


def milliseconds(engine: Engine, query: HotQuery, subject: str, *, times: int) -> tuple[float, float]:
    """(median, 99th percentile) of a query on a connection that is open, its answer read. Nothing is changed."""
    taken = []
    with engine.connect() as connection:
        for _ in range(times):
            begun = time.perf_counter()
            query.run(connection, subject)
            taken.append((time.perf_counter() - begun) * 1000)
            connection.rollback()
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def rows(connection: Connection) -> dict[str, int]:
    """Rows of each table of the connection's schema that has some, as PostgreSQL counts them after an ANALYZE."""
    connection.exec_driver_sql("ANALYZE")
    found = connection.exec_driver_sql(
        "SELECT relname, reltuples::bigint FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND reltuples > 0 ORDER BY relname"
    )
    return {str(name): int(count) for name, count in found}


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)
