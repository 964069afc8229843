"""Runs that are stopped, shared, taken up again and removed, by the command."""

from __future__ import annotations

import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.copies import copied
from tests.repositories.oracle import Oracle
from tests.system.holding import reading_held

pytestmark = pytest.mark.integration

#: Seconds for things to settle: git ends, a clone is removed, rows are deleted.
SETTLE_SECONDS = 60


def test_a_cancelled_run_goes_on_where_it_stood(stack: Command, long_history: Oracle) -> None:
    source = str(copied(long_history.directory, prefix="cancelled"))
    with ExitStack() as processes:
        with reading_held(stack):
            process = processes.enter_context(stack.start("analyze", source))
            name = _begun(process)
            assert "is cancelling" in stack.run("cancel", name).stdout
        _, errors = process.communicate(timeout=SETTLE_SECONDS)
    assert process.returncode == 3
    assert "codevoyage retry" in errors
    before = stack.one("show", name)
    assert before["state"] == "CANCELLED"
    (reading,) = [attempt for attempt in before["attempts"] if attempt["service"] == "ingest"]
    assert reading["outcome"] == "CANCELLED"
    again = stack.one("retry", name)
    assert (again["state"], again["commits"]) == ("SUCCEEDED", long_history.commit_count)
    assert again["result_hash"] == stack.one("analyze", source)["result_hash"]
    after = stack.one("show", name)
    assert (after["retries"], after["failure"], after["retry"]) == (1, None, None)
    outcomes = [(each["service"], each["number"], each["outcome"]) for each in after["attempts"]]
    assert ("ingest", 1, "CANCELLED") in outcomes
    assert ("ingest", 2, "SUCCEEDED") in outcomes
    assert outcomes[-1] == ("insights", 1, "SUCCEEDED")
    assert stack.run("retry", name, code=3).stderr.count("has succeeded") == 1


def test_whoever_asks_for_the_same_shares_the_run_and_leaves_it_alone(stack: Command, long_history: Oracle) -> None:
    arguments = ("analyze", str(copied(long_history.directory, prefix="shared")), "--max-commits", "2900")
    with ExitStack() as processes:
        with reading_held(stack):
            first = processes.enter_context(stack.start(*arguments))
            name = _begun(first)
            with stack.start(*arguments) as second:
                assert _begun(second) == name
                second.send_signal(signal.SIGINT)
                try:
                    _, errors = second.communicate(timeout=SETTLE_SECONDS)
                finally:
                    second.kill()
            assert second.returncode == 3
            assert "goes on for 1 other request" in errors
        output, errors = first.communicate(timeout=SETTLE_SECONDS)
    assert first.returncode == 0, errors
    assert "2,900 commits" in output
    assert "a cap cut the history" in output


def test_how_a_run_went_is_told_to_people_too(stack: Command, analysed: dict[str, str]) -> None:
    told = stack.run("show", analysed["analysis"]).stdout
    for word in ("fetching", "describing", "ingest 1", "analysis 1", "insights 1", "succeeded", "correlation id"):
        assert word in told


def test_a_deleted_repository_is_gone(stack: Command, repositories: Path, hard_cases: Oracle) -> None:
    copy = repositories / "to-be-deleted.git"
    hard_cases.git("clone", "--quiet", "--bare", str(hard_cases.directory), str(copy))
    made = stack.one("analyze", str(copy))
    assert "--yes" in stack.run("delete", made["analysis"], code=2).stderr
    assert "1 analysis" in stack.run("delete", made["analysis"], "--yes").stdout
    assert "There is no" in stack.run("show", made["analysis"], code=3).stderr
    assert made["analysis"] not in [run["analysis"] for run in stack.lines("runs")]
    assert "0 analyses" in stack.run("delete", made["repository"], "--yes").stdout


def _begun(process: subprocess.Popen[str]) -> str:
    """The run's name, once it is reading, or was joined."""
    assert process.stderr is not None
    name = ""
    for line in process.stderr:
        if line.startswith("analyses/"):
            name = line.split()[0]
        if line.startswith(("reading", "It was asked for already")):
            return name
    raise AssertionError("the run ended before it read anything")
