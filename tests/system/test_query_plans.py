"""Every hot query is answered by its index, on the statements that the product itself executes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from bench.hot_queries import HOT_QUERIES, HotQuery
from bench.plans import milliseconds, plan
from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.system.stacks import Figures


@pytest.fixture(scope="module")
def engines(stack: Command) -> Iterator[dict[str, Engine]]:
    made = {
        service: create_engine(stack.database_url(service).replace("postgresql:", "postgresql+psycopg:"))
        for service in ("ingest", "analysis")
    }
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture(scope="module")
def subjects(analysed: Figures, engines: dict[str, Engine], hard_cases: Oracle) -> dict[str, str]:
    """A run and its job."""
    with engines["ingest"].connect() as connection:
        job = connection.exec_driver_sql(
            "SELECT jobs.id FROM jobs JOIN repositories ON repositories.id = repository_id"
            " WHERE source = %s AND jobs.facts_of IS NULL ORDER BY jobs.create_time LIMIT 1",
            (str(hard_cases.directory.resolve()),),
        ).scalar_one()
    return {"analysis": str(analysed["analysis"]).partition("/")[2], "ingest": str(job)}


@pytest.mark.parametrize("query", HOT_QUERIES, ids=lambda query: query.name)
def test_a_hot_query_is_answered_by_its_index(
    query: HotQuery, engines: dict[str, Engine], subjects: dict[str, str]
) -> None:
    # A small table is read from end to end whatever its indexes are: the plan of a large one is asked for.
    found = plan(engines[query.service], query, subjects[query.service], use_indexes=True)
    assert query.index in found.indexes, found.text()
    assert not found.scanned


def test_a_query_without_an_index_is_seen(engines: dict[str, Engine], subjects: dict[str, str]) -> None:
    unindexed = HotQuery(
        name="by message",
        asked_by="nobody",
        service="ingest",
        index="none",
        run=lambda connection, job: connection.exec_driver_sql("SELECT 1 FROM commits WHERE message = 'x'").all(),
        why="It cannot be.",
    )
    found = plan(engines["ingest"], unindexed, subjects["ingest"], use_indexes=True)
    assert found.scanned == ["commits"]
    assert found.indexes == []


def test_times_are_measured_and_nothing_is_changed(engines: dict[str, Engine], subjects: dict[str, str]) -> None:
    for query in HOT_QUERIES:
        median, worst = milliseconds(engines[query.service], query, subjects[query.service], times=3)
        assert 0 < median <= worst
