"""Row 46: a run is cancelled while it is cloned, read and computed: nothing is left but what a retry goes on from."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.common.v1 import lifecycle_pb2
from tests.faults.accounting import account_of, account_of_git, assert_no_gap
from tests.faults.client import CALL_SECONDS, Client, id_of
from tests.faults.conftest import Another
from tests.faults.gits import gits
from tests.faults.looking import Look, looking
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.waiting import until
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Durable before the run is cancelled: it is in the middle of its reading.
CHECKPOINT = 40
#: States in which nothing is done any more.
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
#: Computing takes a tenth of a second: so many runs, each of some seconds, until one is met in it.
TRIES = 10


@pytest.fixture(autouse=True)
def quiet(stack: Stack, undisturbed: analysis_pb2.Analysis) -> None:
    """What runs that others began have left is cleared away, and what is studied after them has ended."""
    _await_quiet(stack)


def test_cancel_while_it_is_cloned(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    borrower: Another,
    recoveries: Recoveries,
) -> None:
    name = client.create(borrower()).name
    with looking(stack, name) as look:
        until(lambda: gits(stack) and any(stack.clones.iterdir()))
        assert look.at("ingest").stage == "FETCHING"
        _cancelled(stack, client, name, "while it is cloned", recoveries)
        assert look.at("ingest").state == "CANCELLED"
    _goes_on(client, name, undisturbed)


def test_cancel_while_it_is_read(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    history: Oracle,
    another: Another,
    recoveries: Recoveries,
) -> None:
    name = client.create(another()).name
    with looking(stack, name) as look:
        until(lambda: look.at("ingest").checkpoint >= CHECKPOINT and gits(stack))
        _cancelled(stack, client, name, "while it is read", recoveries)
        kept = look.at("ingest")
        assert kept.state == "CANCELLED"
        assert kept.checkpoint >= CHECKPOINT
        run = _goes_on(client, name, undisturbed)
        # What was kept was not read again: the same chunks, and those that were missing.
        assert account_of(stack, run) == account_of_git(history)
        assert_no_gap(stack, run)


def test_cancel_while_it_is_computed(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    history: Oracle,
    recoveries: Recoveries,
) -> None:
    name = _paused_while_computing(stack, client, history.directory)
    try:
        client.cancel(name)
    finally:
        stack.process("analysis-worker").resume()
    _ended(stack, client, name, "while it is computed", recoveries, began=time.monotonic())
    assert not client.get(name).result_hash
    _goes_on(client, name, undisturbed)


def _cancelled(stack: Stack, client: Client, name: str, when: str, recoveries: Recoveries) -> None:
    """Cancels the run, and waits for git's processes to end, and all else."""
    began = time.monotonic()
    client.cancel(name)
    until(lambda: not gits(stack))
    recoveries.note(46, f"cancelled {when}, to no process of git left", time.monotonic() - began)
    _ended(stack, client, name, when, recoveries, began=began)


def _ended(stack: Stack, client: Client, name: str, when: str, recoveries: Recoveries, *, began: float) -> None:
    """Waits for the run to end, as it ought to, with nothing on the disk."""
    run = client.ended(name)
    recoveries.note(46, f"cancelled {when}, to the run CANCELLED", time.monotonic() - began)
    assert run.state == lifecycle_pb2.STATE_CANCELLED
    assert not run.HasField("failure")
    # Runs that succeeded before it may be studied now, with clones of their own.
    [(job,)] = stack.sql("analysis", "SELECT ingest_job FROM analysis.analyses WHERE id = %s", id_of(name))
    assert not (stack.clones / id_of(str(job))).exists()
    _await_quiet(stack)


def _await_quiet(stack: Stack) -> None:
    """Waits until nothing is read, studied, or kept on the disk."""
    until(lambda: not _studied(stack) and not gits(stack) and not any(stack.clones.iterdir()))


def _studied(stack: Stack) -> bool:
    """Whether something that follows a run has not ended."""
    return bool(stack.sql("analysis", "SELECT 1 FROM analysis.studies WHERE NOT state = ANY(%s)", list(ENDED)))


def _goes_on(client: Client, name: str, undisturbed: analysis_pb2.Analysis) -> analysis_pb2.Analysis:
    """Takes the run up again: it finds the same, and what was tried before stays visible."""
    client.retry(name)
    run = client.succeeded(name)
    assert run.result_hash == undisturbed.result_hash
    assert run.retries == 1
    attempts = client.stub.ListAttempts(pb.ListAttemptsRequest(name=name), timeout=CALL_SECONDS).attempts
    outcomes = [attempt.outcome for attempt in attempts if attempt.service == "analysis"]
    assert outcomes[0] == lifecycle_pb2.ATTEMPT_OUTCOME_CANCELLED
    assert outcomes[-1] == lifecycle_pb2.ATTEMPT_OUTCOME_SUCCEEDED
    return run


def _paused_while_computing(stack: Stack, client: Client, source: Path) -> str:
    """The name of a run whose worker stands still in COMPUTING. Its facts were read before."""
    worker = stack.process("analysis-worker")
    for _ in range(TRIES):
        name = client.create(source).name
        with looking(stack, name) as look:
            until(lambda: look.at("analysis").ended or look.at("analysis").stage == "COMPUTING", pause=0.001)
            worker.suspend()
            if _is_computing(look):
                return name
            worker.resume()
            client.succeeded(name)
    raise AssertionError("no run was met while it was computed")


def _is_computing(look: Look) -> bool:
    """Whether the results are not there yet, now that the worker stands still."""
    time.sleep(0.1)  # what it had already sent is carried out
    row = look.analysis.execute(
        "SELECT stage = 'COMPUTING' AND result_hash IS NULL FROM analysis.analyses WHERE id = %s", [look.run_id]
    ).fetchone()
    return row is not None and bool(row[0])
