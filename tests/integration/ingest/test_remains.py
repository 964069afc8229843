"""Facts of deleted jobs go a batch at a time, by whoever is there, and nobody else's go with them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from codevoyage_ingest.store.remains import remove_remains
from tests.integration.ingest.conftest import Ingest

_GONE = ["remains-of-1", "remains-of-2"]
_STAYS = "remains-of-nobody"


@pytest.fixture
def engine(apart: Ingest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr("codevoyage_ingest.store.remains.BATCH_ROWS", 100)
    with closing(psycopg.connect(apart.database.url("ingest"))) as connection:
        for job in (*_GONE, _STAYS):
            connection.execute(
                "INSERT INTO ingest.paths (job_id, number, path)"
                " SELECT %s, number, convert_to(number::text, 'UTF8') FROM generate_series(1, 1050) number",
                [job],
            )
        connection.execute("INSERT INTO ingest.remains SELECT unnest(%s::text[])", [_GONE])
        connection.commit()
    engine = create_engine(apart.database.url("ingest").replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM ingest.paths WHERE job_id LIKE 'remains-of-%%'")
        connection.exec_driver_sql("DELETE FROM ingest.remains")
    engine.dispose()


def _left(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT job_id, count(*) FROM ingest.paths WHERE job_id LIKE 'remains-of-%%' GROUP BY 1"
        )
        return {str(job_id): int(count) for job_id, count in rows}


def test_two_workers_share_the_work_and_touch_nothing_else(engine: Engine) -> None:
    threads = [threading.Thread(target=remove_remains, args=(engine, threading.Event())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert remove_remains(engine, threading.Event()) == 0
    assert _left(engine) == {_STAYS: 1050}


def test_a_worker_that_ends_leaves_the_rest_to_the_next_one(engine: Engine) -> None:
    stopping = threading.Event()
    stopping.set()
    assert remove_remains(engine, stopping) == 0
    assert _left(engine) == dict.fromkeys((*_GONE, _STAYS), 1050)
    assert remove_remains(engine, threading.Event()) == 2
    assert _left(engine) == {_STAYS: 1050}
