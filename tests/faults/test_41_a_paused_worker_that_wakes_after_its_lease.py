"""Row 41: a worker is paused (SIGSTOP) for longer than its lease, another one takes over, and the first one wakes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from tests.faults.accounting import account_of, account_of_git, assert_no_gap
from tests.faults.client import Client
from tests.faults.conftest import SLOWLY, Another
from tests.faults.looking import Look, Standing, looking
from tests.faults.pausing import pause_in_a_chunk
from tests.faults.recovery import Recoveries
from tests.faults.stack import Rows, Stack, running_stack
from tests.faults.waiting import until
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: The shortest lease that there is: so long each of these tests waits.
LEASE_SECONDS = 2
#: Durable before the pause: the worker is in the middle of its work.
CHECKPOINT = 40
SERVICES = ["ingest", "analysis"]


@pytest.fixture(scope="module")
def short_leases(repositories: Path) -> Iterator[Stack]:
    """A stack whose leases run out soon."""
    with running_stack(**SLOWLY, CODEVOYAGE_LEASE_SECONDS=str(LEASE_SECONDS)) as stack:
        stack.permit(repositories)
        yield stack


@pytest.fixture
def stack(short_leases: Stack) -> Iterator[Stack]:
    """Instead of the shared one."""
    known = len(short_leases.trouble())
    yield short_leases
    print(*short_leases.trouble()[known:], sep="\n")


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_that_wakes_while_another_is_at_work_spoils_nothing(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    history: Oracle,
    another: Another,
    recoveries: Recoveries,
    service: str,
) -> None:
    name = client.create(another()).name
    with looking(stack, name) as look, paused(stack, look, service) as before, second(stack, service):
        _taken_over(look, service, before, recoveries)
        until(lambda: look.gone_on(service, after=before))
        stack.process(f"{service}-worker").resume()
        run = client.succeeded(name)
        # The second worker was not disturbed: it needed no third attempt.
        assert look.at(service).attempt == before.attempt + 1
    assert run.result_hash == undisturbed.result_hash
    assert account_of(stack, run) == account_of_git(history)
    assert_no_gap(stack, run)


@pytest.mark.parametrize("service", SERVICES)
def test_a_worker_that_wakes_after_all_is_done_writes_nothing(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    another: Another,
    recoveries: Recoveries,
    service: str,
) -> None:
    name = client.create(another()).name
    with looking(stack, name) as look, paused(stack, look, service) as before, second(stack, service):
        _taken_over(look, service, before, recoveries)
        run = client.succeeded(name)
        ended = everything(stack, look)
        told = len(_fenced(stack, service))
        stack.process(f"{service}-worker").resume()
        until(lambda: len(_fenced(stack, service)) > told)
        assert everything(stack, look) == ended
    assert run.result_hash == undisturbed.result_hash


def test_a_worker_that_is_paused_in_a_transaction_does_not_hold_its_work(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    history: Oracle,
    another: Another,
    recoveries: Recoveries,
) -> None:
    name = client.create(another()).name
    with (
        looking(stack, name) as look,
        paused(stack, look, "ingest", in_a_chunk=True) as before,
        second(stack, "ingest"),
    ):
        _taken_over(look, "ingest", before, recoveries, where=" in the middle of a chunk")
        run = client.succeeded(name)
    assert run.result_hash == undisturbed.result_hash
    assert account_of(stack, run) == account_of_git(history)
    assert_no_gap(stack, run)


@contextmanager
def paused(stack: Stack, look: Look, service: str, *, in_a_chunk: bool = False) -> Iterator[Standing]:
    """The stack's own worker stands still from the middle of its work on; how it stood before. It wakes in the end."""
    until(lambda: look.at(service).checkpoint >= CHECKPOINT)
    worker = stack.process(f"{service}-worker")
    if in_a_chunk:
        pause_in_a_chunk(worker, look)
    else:
        worker.suspend()
    before = look.at(service)
    try:
        assert not before.ended
        yield before
    finally:
        worker.resume()
        until(lambda: worker.status() != psutil.STATUS_STOPPED)


@contextmanager
def second(stack: Stack, service: str) -> Iterator[None]:
    """Another worker beside the stack's own."""
    environment = stack.environment(f"{service}-worker") | {"CODEVOYAGE_WORKER_NAME": "second"}
    command = [sys.executable, "-m", f"codevoyage_{service}", "worker"]
    with (stack.command.folder.logs / f"{service}-second.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def everything(stack: Stack, look: Look) -> Rows:
    """All that a run and its reading have in tables, as counts and as the rows that are written last."""
    ingest = stack.sql(
        "ingest",
        """SELECT to_jsonb(jobs)::text, (SELECT count(*) FROM ingest.chunks WHERE job_id = jobs.id),
             (SELECT count(*) FROM ingest.commits WHERE job_id = jobs.id),
             (SELECT count(*) FROM ingest.changes WHERE job_id = jobs.id),
             (SELECT count(*) FROM ingest.versions WHERE job_id = jobs.id),
             (SELECT jsonb_agg(a ORDER BY a.attempt)::text FROM ingest.attempts a WHERE job_id = jobs.id)
           FROM ingest.jobs WHERE id = %s""",
        look.job_id,
    )
    analysis = stack.sql(
        "analysis",
        """SELECT to_jsonb(run)::text, (SELECT count(*) FROM analysis.events WHERE analysis_id = run.id),
             (SELECT count(*) FROM analysis.versions WHERE analysis_id = run.id),
             (SELECT count(*) FROM analysis.mainline WHERE analysis_id = run.id),
             (SELECT jsonb_agg(a ORDER BY a.attempt)::text FROM analysis.attempts a WHERE job_id = run.id)
           FROM analysis.analyses run WHERE id = %s""",
        look.run_id,
    )
    return ingest + analysis


def _taken_over(look: Look, service: str, before: Standing, recoveries: Recoveries, *, where: str = "") -> None:
    recoveries.measure(
        41,
        f"{service} worker paused{where}, lease {LEASE_SECONDS} s, to its work claimed by another",
        lambda: look.taken_up(service, after=before),
    )


def _fenced(stack: Stack, service: str) -> list[str]:
    return [line for line in stack.trouble() if line.startswith(f"{service}-worker") and "lost its lease" in line]
