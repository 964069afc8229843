"""Events and analyses are kept as long as the configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, select, text, update

from codevoyage_analysis.models import (
    analyses,
    brought_in,
    column_sets,
    events,
    mainline,
    removals,
    studies,
    timelines,
    versions,
)
from codevoyage_analysis.store.columns import replace_set
from codevoyage_analysis.store.retention import BATCH, forget_analyses, forget_events
from tests.integration.analysis.scripted_services import until
from tests.integration.real_parts import Database

pytestmark = pytest.mark.integration
TIMELINE = (
    "(analysis_id, grain, revision, undated, starts, commits, insertions, deletions, people)"
    " VALUES (%(id)s, 'DAY', 1, 0, '{}', '{}', '{}', '{}', '{}')"
)


#: From QUEUED, as the guard wants it.
PATHS = {
    "QUEUED": [],
    "RUNNING": ["RUNNING"],
    "RETRYING": ["RUNNING", "RETRYING"],
    "SUCCEEDED": ["RUNNING", "SUCCEEDED"],
    "CANCELLED": ["CANCELLED"],
}
#: Somebody waits for what another transaction holds.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'analysis' AND wait_event_type = 'Lock'"


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    engine = create_engine(database.sqlalchemy_url("analysis"))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine, sql: object) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def kept(connection: Connection, table: Table) -> list[str]:
    column = table.c.id if table is analyses else table.c.analysis_id
    return sorted(connection.execute(select(column).distinct()).scalars())


def make(connection: Connection, repository: str, number: int, state: str) -> str:
    analysis_id = f"{repository}{number}"
    connection.exec_driver_sql(
        "INSERT INTO analysis.repositories (id, tenant, key) VALUES (%(r)s, 'default', %(r)s) ON CONFLICT DO NOTHING",
        {"r": repository},
    )
    connection.exec_driver_sql(
        # Options of its own: otherwise it would be the same run as another one that is going.
        "INSERT INTO analysis.analyses (id, tenant, repository_id, correlation_id, create_time, max_commits)"
        " VALUES (%(id)s, 'default', %(r)s, '', now() + make_interval(secs => %(number)s), %(number)s)",
        {"id": analysis_id, "r": repository, "number": number},
    )
    for step in PATHS[state]:
        connection.execute(analyses.update().where(analyses.c.id == analysis_id).values(state=step))
    for table, columns in (
        ("events", "(analysis_id, seq, payload) VALUES (%(id)s, 1, '{}')"),
        ("mainline", "(analysis_id, position, commit_id) VALUES (%(id)s, 0, '')"),
        ("brought_in", "(analysis_id, commit_id, position) VALUES (%(id)s, '', 0)"),
        ("versions", "(analysis_id, number, path, file, mode, blob, born) VALUES (%(id)s, 0, '', '', 0, '', 0)"),
        ("timelines", TIMELINE),
    ):
        connection.exec_driver_sql(f"INSERT INTO analysis.{table} {columns}", {"id": analysis_id})
    return analysis_id


def test_the_newest_ended_analyses_of_each_repository_stay_with_all_they_have(connection: Connection) -> None:
    for number in range(4):
        make(connection, "a", number, "SUCCEEDED")
    make(connection, "a", 9, "RUNNING")
    make(connection, "b", 0, "CANCELLED")
    assert sorted(forget_analyses(connection, kept=2)) == ["a0", "a1"]
    # What other services hold of them is on the list of removals.
    listed = connection.execute(select(removals.c.analyses, removals.c.repository_id)).all()
    assert [(sorted(row.analyses), row.repository_id) for row in listed] == [(["a0", "a1"], None)]
    for table in (analyses, events, mainline, brought_in, versions, timelines):
        assert kept(connection, table) == ["a2", "a3", "a9", "b0"], table.name


def test_what_goes_on_is_never_forgotten(connection: Connection) -> None:
    make(connection, "a", 0, "QUEUED")
    make(connection, "a", 1, "RETRYING")
    assert forget_analyses(connection, kept=1) == []


def test_few_go_at_a_time(connection: Connection) -> None:
    for number in range(BATCH + 2):
        make(connection, "a", number, "SUCCEEDED")
    assert len(forget_analyses(connection, kept=1)) == BATCH
    assert len(forget_analyses(connection, kept=1)) == 1


def test_a_study_that_is_stored_meanwhile_is_waited_for(engine: Engine, connection: Connection) -> None:
    for number in range(2):
        make(connection, "a", number, "SUCCEEDED")
    study = {"id": "s", "tenant": "default", "analysis_id": "a0", "subject": "complexity", "correlation_id": ""}
    connection.execute(insert(studies).values(study))
    connection.commit()
    with ThreadPoolExecutor() as threads:
        with engine.begin() as studying:
            studying.execute(update(studies).where(studies.c.id == "s").values(attempt=1))  # as its lease does, first
            forgotten = threads.submit(_forget, engine)
            until(lambda: _waits(engine))
            replace_set(studying, "a0", "complexity", {})
        assert forgotten.result(timeout=10) == ["a0"]
    assert kept(connection, column_sets) == []


def _waits(engine: Engine) -> bool:
    with engine.connect() as connection:  # one transaction sees one state of what goes on
        return bool(connection.execute(text(WAITING)).scalar_one())


def _forget(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return forget_analyses(connection, kept=1)


def test_events_go_by_their_age(connection: Connection) -> None:
    for number in range(2):
        make(connection, "a", number, "RUNNING")
    connection.execute(
        events.update().where(events.c.analysis_id == "a0").values(time=func.now() - func.make_interval(0, 0, 0, 8))
    )
    assert forget_events(connection, days=7) == 1
    assert kept(connection, events) == ["a1"]
