"""Row 44: PostgreSQL ends while a chunk is being written: killed, and in order."""

from __future__ import annotations

import signal
import time

import psycopg
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from tests.faults.accounting import account_of, account_of_git, assert_no_gap
from tests.faults.client import Client
from tests.faults.conftest import Another
from tests.faults.looking import Look, looking
from tests.faults.pausing import pause_in_a_chunk
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.waiting import until
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Durable before the fault: the run is in the middle of its reading.
CHECKPOINT = 40


@pytest.mark.parametrize(
    ("number", "how"),
    [
        pytest.param(signal.SIGKILL, "killed", id="killed"),
        pytest.param(signal.SIGINT, "shut down fast", id="shut-down"),
    ],
)
def test_a_postgresql_that_ends_in_the_middle_of_a_chunk_spoils_nothing(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    history: Oracle,
    another: Another,
    recoveries: Recoveries,
    number: signal.Signals,
    how: str,
) -> None:
    name = client.create(another()).name
    with looking(stack, name) as look:
        until(lambda: look.at("ingest").checkpoint >= CHECKPOINT)
        worker = stack.process("ingest-worker")
        pause_in_a_chunk(worker, look)
        try:
            before = look.at("ingest").checkpoint
            killed = stack.kill("postgres", number)
            began = time.monotonic()
            # A session ends in order only when its client can be told.
            until(lambda: number is not signal.SIGKILL or stack.renewed("postgres", killed))
        finally:
            worker.resume()
    until(lambda: _chunks(stack, look) > before)
    recoveries.note(44, f"PostgreSQL {how} in the middle of a chunk, to the next chunk", time.monotonic() - began)
    run = client.succeeded(name)
    assert run.result_hash == undisturbed.result_hash
    assert account_of(stack, run) == account_of_git(history)
    assert_no_gap(stack, run)


def _chunks(stack: Stack, look: Look) -> int:
    try:
        ((chunks,),) = stack.sql("ingest", "SELECT chunk_count FROM ingest.jobs WHERE id = %s", look.job_id)
    except psycopg.OperationalError:
        return 0
    assert isinstance(chunks, int)
    return chunks
