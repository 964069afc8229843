"""A message is sent if and only if its transaction was committed, however many relays there are, however they die."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
import redis
from sqlalchemy import create_engine

from codevoyage_common.storage.engines import server_engine
from codevoyage_common.storage.outbox import Relay, enqueue
from codevoyage_common.work.broker import redis_broker
from codevoyage_insights.models import outbox
from tests.integration.real_parts import Database, provisioned, running_postgres, running_redis

pytestmark = pytest.mark.integration
MESSAGES = 2_000
RELAYS = 3
KILLS = 12
QUEUE = "outbox.test"
#: Seconds for all messages to be sent; it takes a few.
SECONDS = 60
#: A relay as servers run it, in a process of its own. Arguments: the database's address, the broker's.
PROGRAM = """
import asyncio, sys
from sqlalchemy import make_url
from codevoyage_common.storage.engines import server_engine
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.broker import redis_broker
from codevoyage_insights.models import outbox

url = make_url(sys.argv[1]).set(drivername="postgresql+psycopg")
asyncio.run(Relay(engine=server_engine(url), table=outbox, broker=redis_broker(sys.argv[2], namespace="x")).run())
"""


@pytest.fixture(scope="module")
def parts() -> Iterator[tuple[Database, str]]:
    """A database and a Redis that nobody else relays between."""
    with running_postgres() as admin_url, running_redis() as redis_url:
        yield provisioned(admin_url), redis_url


@contextmanager
def relay(parts: tuple[Database, str]) -> Iterator[subprocess.Popen[bytes]]:
    database, redis_url = parts
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, database.url("insights"), redis_url])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def asked(parts: tuple[Database, str]) -> set[str]:
    """Asks for messages, one transaction each; those of every tenth are rolled back. Returns those that are due."""
    engine = create_engine(parts[0].sqlalchemy_url("insights"))
    due = set()
    with engine.connect() as connection:
        for number in range(MESSAGES):
            job_id = f"job-{number}"
            connection.execute(enqueue(outbox, queue=QUEUE, actor="nobody", job_id=job_id, traceparent=""))
            if number % 10:
                connection.commit()
                due.add(job_id)
            else:
                connection.rollback()
    engine.dispose()
    return due


def sent(parts: tuple[Database, str]) -> Counter[str]:
    """How often each job's message lies in the queue."""
    with redis.Redis.from_url(parts[1]) as client:
        messages = client.hvals(f"codevoyage:x:{QUEUE}.msgs")
    return Counter(json.loads(message)["args"][0] for message in messages)


def waiting(parts: tuple[Database, str]) -> int:
    with psycopg.connect(parts[0].url("insights")) as connection:
        row = connection.execute("SELECT count(*) FROM insights.outbox").fetchone()
        return int(row[0]) if row else 0


def test_relays_that_are_killed_lose_nothing_and_send_nothing_that_was_rolled_back(
    parts: tuple[Database, str],
) -> None:
    due = asked(parts)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(KILLS):
        with relay(parts):
            time.sleep(0.4 + moments.random() * 0.4)  # some die before their first batch, some in the middle of one
    until = time.monotonic() + SECONDS
    with ExitStack() as several:
        for _ in range(RELAYS):
            several.enter_context(relay(parts))
        while waiting(parts):
            assert time.monotonic() < until
            time.sleep(0.1)
    assert set(sent(parts)) == due


def test_several_relays_send_each_message_once(parts: tuple[Database, str]) -> None:
    with redis.Redis.from_url(parts[1]) as client:
        client.flushall()
    due = asked(parts)

    async def all_at_once() -> None:
        url = parts[0].sqlalchemy_url("insights")
        engines = [server_engine(url) for _ in range(RELAYS)]
        relays = [
            asyncio.ensure_future(
                Relay(engine=engine, table=outbox, broker=redis_broker(parts[1], namespace="x")).run()
            )
            for engine in engines
        ]
        until = time.monotonic() + SECONDS
        while await asyncio.to_thread(waiting, parts):
            assert time.monotonic() < until
            await asyncio.sleep(0.1)
        for each in relays:
            each.cancel()
        await asyncio.gather(*relays, return_exceptions=True)
        for engine in engines:
            await engine.dispose()

    asyncio.run(all_at_once())
    assert sent(parts) == Counter(due)
