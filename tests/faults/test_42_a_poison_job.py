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
        killed = _kill_at_each_claim(stack, look, service)
    recoveries.note(42, f"{service} worker killed for the last time, to the run FAILED", time.monotonic() - killed)
    run = client.ended(poison)
    assert run.state == lifecycle_pb2.STATE_FAILED
    assert run.failure.reason == "ATTEMPTS_EXHAUSTED"
    assert run.failure.metadata["attempts"] == str(ATTEMPTS)
    client.succeeded(behind)


def _kill_at_each_claim(stack: Stack, look: Look, service: str) -> float:
    """Kills whoever holds the job, as soon as it does, until the run has ended; when it killed last."""
    attempt, killed, end = 0, 0.0, time.monotonic() + RUN_SECONDS
    while not look.at("analysis").ended:
        assert time.monotonic() < end
        now = look.at(service)
        if now.state == "RUNNING" and now.attempt > attempt:
            stack.kill(f"{service}-worker")
            attempt, killed = now.attempt, time.monotonic()
        time.sleep(PAUSE_SECONDS)
    return killed
