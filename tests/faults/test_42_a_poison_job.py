"""Row 42: a job that kills its worker each time fails for good, and what waits behind it goes on."""

from __future__ import annotations

import time

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from tests.faults.client import Client
from tests.faults.conftest import Another
from tests.faults.looking import Look, looking
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.waiting import PAUSE_SECONDS, RUN_SECONDS

pytestmark = pytest.mark.integration
#: Attempts without progress after which a job fails.
ATTEMPTS = 3


@pytest.mark.parametrize("service", ["ingest", "analysis"])
def test_a_run_that_kills_each_worker_fails_and_the_queue_goes_on(
    stack: Stack, client: Client, borrower: Another, another_small: Another, recoveries: Recoveries, service: str
) -> None:
    poison = client.create(borrower()).name
    behind = client.create(another_small()).name
    with looking(stack, poison) as look:
        kills = _kill_at_each_claim(stack, look, service)
        run = recoveries.measure(
            42, f"{service} worker killed for the third time, to the run FAILED", lambda: client.end_of(poison)
        )
    assert kills == ATTEMPTS
    assert run.state == lifecycle_pb2.STATE_FAILED
    assert run.failure.reason == "ATTEMPTS_EXHAUSTED"
    assert run.failure.metadata["attempts"] == str(ATTEMPTS)
    client.succeeded(behind)


def _kill_at_each_claim(stack: Stack, look: Look, service: str) -> int:
    """Kills whoever holds the job, as soon as it does, until there were three; returns how many."""
    kills, end = 0, time.monotonic() + RUN_SECONDS
    while kills < ATTEMPTS:
        assert time.monotonic() < end
        now = look.at(service)
        assert not now.ended, now
        if now.state == "RUNNING" and now.attempt > kills:
            stack.kill(f"{service}-worker")
            kills += 1
        time.sleep(PAUSE_SECONDS)
    return kills
