"""Row 43: Redis is emptied, and killed, while one run is read, another one too, and a third one waits."""

from __future__ import annotations

import pytest
import redis

from codevoyage.analysis.v1 import analysis_pb2
from tests.faults.client import Client, id_of
from tests.faults.conftest import Another
from tests.faults.looking import looking
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.waiting import until

pytestmark = pytest.mark.integration
#: Durable before the fault: the run is in the middle of its reading.
CHECKPOINT = 40
#: Runs that one worker works on at the same time, as settings have it.
WORKER_THREADS = 2


def test_a_flushed_redis_loses_no_run(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    another: Another,
    another_small: Another,
    recoveries: Recoveries,
) -> None:
    going, waits = _two_and_one_that_waits(stack, client, another, another_small)
    with stack.redis() as broker:
        broker.flushall()
        recoveries.measure(
            43, "Redis flushed, to the waiting run in its queue again", lambda: _is_queued(broker, waits)
        )
    for name in going:
        assert client.succeeded(name).result_hash == undisturbed.result_hash
    client.succeeded(waits)


def test_a_killed_redis_loses_no_run(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    another: Another,
    another_small: Another,
    recoveries: Recoveries,
) -> None:
    going, waits = _two_and_one_that_waits(stack, client, another, another_small)
    stack.kill("redis")
    with stack.redis() as broker:
        recoveries.measure(
            43, "Redis killed, to it answering with the waiting run in its queue", lambda: _is_queued(broker, waits)
        )
    for name in going:
        assert client.succeeded(name).result_hash == undisturbed.result_hash
    client.succeeded(waits)


def _two_and_one_that_waits(
    stack: Stack, client: Client, another: Another, another_small: Another
) -> tuple[list[str], str]:
    """Names of runs that are in the middle of their reading, and of one that no worker has claimed."""
    going = [client.create(another()).name for _ in range(WORKER_THREADS)]
    for name in going:
        with looking(stack, name) as look:
            until(lambda: look.at("ingest").checkpoint >= CHECKPOINT)
    waits = client.create(another_small()).name
    with stack.redis() as broker:
        until(lambda: _is_queued(broker, waits))
    assert stack.sql("analysis", "SELECT state FROM analysis.analyses WHERE id = %s", id_of(waits)) == [("QUEUED",)]
    return going, waits


def _is_queued(broker: redis.Redis, name: str) -> bool:
    """Whether the broker has a message about a run. Its messages lie in hashes, one a queue."""
    try:
        hashes = [key for key in broker.scan_iter("codevoyage:analysis:*") if key.endswith(b".msgs")]
        return any(id_of(name).encode() in message for key in hashes for message in broker.hvals(key))
    except redis.RedisError:
        return False
