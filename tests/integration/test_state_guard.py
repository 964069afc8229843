"""The database refuses every transition that is not in the table, whatever a statement says."""

from __future__ import annotations

from itertools import product

import psycopg
import pytest
from psycopg import sql

from codevoyage_common.lifecycle import TRANSITIONS, State
from tests.integration.real_parts import Database

pytestmark = pytest.mark.integration
#: Tables of jobs, and what their rows need beside what all have in common.
JOBS = {
    ("ingest", "jobs"): {"repository_id": "r", "request_id": "q", "max_commits": 0, "reader_version": 1},
    ("ingest", "hunk_passes"): {"ingest_job_id": "j"},
    ("ingest", "measurings"): {"ingest_job_id": "j", "path": b"p"},
    ("ingest", "comparisons"): {"request_id": "q", "source": "s", "base": "b", "head": "h"},
    ("analysis", "analyses"): {"repository_id": "r"},
    ("analysis", "removals"): {"analyses": [], "ingest_jobs": []},
    ("insights", "jobs"): {"analysis_id": "a", "request_id": "q"},
}


@pytest.mark.parametrize(("schema", "name"), JOBS)
@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
def test_exactly_the_transitions_of_the_table_are_possible(
    database: Database, schema: str, name: str, source: State, target: State
) -> None:
    table = sql.Identifier(schema, name)
    ended = "failure = CASE WHEN %(s)s = 'FAILED' THEN '{{}}'::jsonb END, end_time = now()"
    move = sql.SQL("UPDATE {} SET state = %(s)s, " + ended + " WHERE id = 'x'").format(table)
    with psycopg.connect(database.admin_url.replace("/postgres?", "/codevoyage?")) as connection:
        _insert(connection, table, JOBS[schema, name])
        connection.execute("SET LOCAL session_replication_role = replica")  # past the guard
        connection.execute(move, {"s": source})
        connection.execute("SET LOCAL session_replication_role = origin")
        if target is source or target in TRANSITIONS[source]:
            connection.execute(move, {"s": target})
        else:
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(move, {"s": target})
        connection.rollback()


@pytest.mark.parametrize(("schema", "name"), JOBS)
@pytest.mark.parametrize(("attempt", "allowed"), [(0, False), (1, True), (2, True), (3, False)])
def test_attempts_are_counted_one_by_one(
    database: Database, schema: str, name: str, attempt: int, allowed: bool
) -> None:
    table = sql.Identifier(schema, name)
    count = sql.SQL("UPDATE {} SET attempt = %s WHERE id = 'x'").format(table)
    with psycopg.connect(database.admin_url.replace("/postgres?", "/codevoyage?")) as connection:
        _insert(connection, table, JOBS[schema, name])
        connection.execute(count, [1])
        if allowed:
            connection.execute(count, [attempt])
        else:
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(count, [attempt])
        connection.rollback()


def _insert(connection: psycopg.Connection, table: sql.Identifier, particular: dict[str, object]) -> None:
    """A job in QUEUED, and the repository that it may refer to."""
    values = {"id": "x", "tenant": "t", "correlation_id": "c", **particular}
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        table,
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )
    connection.execute("INSERT INTO ingest.repositories (id, tenant, source) VALUES ('r', 't', 's')")
    connection.execute(
        "INSERT INTO ingest.jobs (id, tenant, correlation_id, repository_id, request_id, max_commits, reader_version) "
        "VALUES ('j', 't', 'c', 'r', 'other', 0, 1)"
    )
    connection.execute("INSERT INTO analysis.repositories (id, tenant, key) VALUES ('r', 't', 's')")
    connection.execute(insert, values)
