"""What `codevoyage` says when something is wrong, and that nothing is left half-written."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.integration.stack.command import Command
from tests.repositories.copies import copied
from tests.repositories.oracle import Oracle
from tests.system.holding import reading_held
from tests.system.stacks import started

pytestmark = pytest.mark.integration

#: Seconds for things to settle: a restart with its back-off, a clone's removal.
SETTLE_SECONDS = 60


@pytest.fixture(scope="module")
def mistreated() -> Iterator[Command]:
    """A stack of its own, because its PostgreSQL is stopped and killed."""
    with started() as command:
        yield command


@pytest.mark.parametrize(
    ("source", "code", "sentence"),
    [
        ("http://example.org/a/b", 3, "https"),
        ("ext::sh -c true", 3, "https"),
        ("https://127.0.0.1/a/b", 3, "this machine or a private network"),
        ("/nonexistent/repository", 3, "There is no folder"),
        ("", 2, "is empty"),
    ],
)
def test_a_wrong_source_is_refused_before_there_is_a_run(stack: Command, source: str, code: int, sentence: str) -> None:
    before = stack.lines("runs")
    refused = stack.run("analyze", source, "--json", code=code)
    assert sentence in refused.stderr
    assert refused.stdout == ""
    assert stack.lines("runs") == before


def test_a_host_that_does_not_exist_fails_the_run_with_a_sentence(stack: Command) -> None:
    refused = stack.run("analyze", "https://repository.invalid/a/b", "--json", code=3)
    assert "repository.invalid" in refused.stderr
    assert "Check the address" in refused.stderr
    assert _clones(stack) == []


def test_a_link_that_leads_out_of_what_was_permitted_is_not_followed(
    stack: Command, hard_cases: Oracle, tmp_path: Path
) -> None:
    # A work tree whose .git file points elsewhere: permitted is only the folder that was named.
    (tmp_path / "innocent").mkdir()
    (tmp_path / "innocent" / ".git").write_text(f"gitdir: {Path.home()}\n")
    refused = stack.run("analyze", str(tmp_path / "innocent"), "--json", code=3)
    assert "repository" in refused.stderr
    assert refused.stdout == ""


def test_usage_errors_have_code_2_and_no_stack_has_code_4(stack: Command, tmp_path: Path) -> None:
    stack.run("analyze", code=2)
    stack.run("analyze", ".", "--max-commits", "0", code=2)
    stack.run("watch", "no name!", code=2)
    nothing = Command(tmp_path / "nothing")
    for arguments in (("runs",), ("status",), ("tree", "k3v9"), ("watch", "k3v9")):
        said = nothing.run(*arguments, code=4)
        assert "codevoyage up" in said.stderr
        assert said.stdout == ""


def test_ctrl_c_ends_the_run_as_cancelled_and_leaves_no_clone_and_no_git(stack: Command, long_history: Oracle) -> None:
    source = str(copied(long_history.directory, prefix="interrupted"))  # what was read before is not read again
    with ExitStack() as processes:
        with reading_held(stack):
            process = processes.enter_context(stack.start("analyze", source))
            assert process.stderr is not None
            for line in process.stderr:
                if line.startswith("reading"):
                    break
            process.send_signal(signal.SIGINT)
            _until(lambda: stack.lines("runs")[0]["state"] in {"CANCELLING", "CANCELLED"})
        output, errors = process.communicate(timeout=SETTLE_SECONDS)
    assert process.returncode == 3, errors
    assert "was cancelled" in errors
    assert output == ""
    assert stack.lines("runs")[0]["state"] == "CANCELLED"
    _until(lambda: _clones(stack) == [] and _gits(stack) == [])


def test_a_stopped_postgresql_is_a_sentence_and_leaves_nothing_half_written(
    mistreated: Command, hard_cases: Oracle
) -> None:
    whole = mistreated.one("analyze", str(hard_cases.directory))
    before = mistreated.lines("runs")
    with _stopped(_process(mistreated, "supervisor")):  # or it would be started again at once
        _process(mistreated, "postgres").kill()
        refused = mistreated.run("analyze", str(hard_cases.directory), "--json", code=3)
        assert "The database does not answer" in refused.stderr
        assert "try again" in refused.stderr
        assert refused.stdout == ""
        assert "The database does not answer" in mistreated.run("runs", code=3).stderr
    _until(lambda: _ended(mistreated, "runs").returncode == 0)
    assert mistreated.lines("runs") == before
    assert _clones(mistreated) == []
    assert mistreated.one("analyze", str(hard_cases.directory))["result_hash"] == whole["result_hash"]


def test_a_postgresql_that_dies_in_the_middle_of_a_run_does_not_spoil_it(
    mistreated: Command, long_history: Oracle
) -> None:
    with mistreated.start("analyze", str(long_history.directory)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("reading"):
                break
        _process(mistreated, "postgres").kill()
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    survived = mistreated.lines("runs")[0]
    clean = mistreated.one("analyze", str(long_history.directory))
    assert survived["result_hash"] == clean["result_hash"]
    assert survived["commits"] == long_history.commit_count
    _until(lambda: _clones(mistreated) == [])


def _status(stack: Command) -> dict[str, Any]:
    status: dict[str, Any] = json.loads(_ended(stack, "status", "--json").stdout)
    return status


def _ended(stack: Command, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Whatever its exit code."""
    with stack.start(*arguments) as process:
        output, errors = process.communicate(timeout=SETTLE_SECONDS)
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)


def _process(stack: Command, name: str) -> psutil.Process:
    status = _status(stack)
    parts = {part["name"]: part["pid"] for part in status["parts"]}
    return psutil.Process({**parts, "supervisor": status["pid"]}[name])


@contextmanager
def _stopped(process: psutil.Process) -> Iterator[None]:
    """It stands still for the length of the block."""
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def _clones(stack: Command) -> list[Path]:
    return list(stack.folder.clones.iterdir())


def _gits(stack: Command) -> list[psutil.Process]:
    return [process for process in stack.processes() if process.name() == "git"]


def _until(settled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while not settled():
        assert time.monotonic() < deadline
        time.sleep(0.1)
