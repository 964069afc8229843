"""Keeping processes running, with processes that are as small as can be."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack import supervisor as supervision
from codevoyage_cli.stack.child import session_members
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.part import Job, Part
from codevoyage_cli.stack.report import Event, What
from codevoyage_cli.stack.state import PartStatus, Phase, StackState, read_state
from codevoyage_cli.stack.supervisor import Supervisor

_LINUX = sys.platform == "linux"


def _part(script: str, **options: object) -> Part:
    return Part(name="small", command=("/bin/sh", "-c", script), environment=dict(os.environ), **options)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.create()
    return made


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
async def supervisor(folder: DataFolder, events: list[Event]) -> AsyncIterator[Supervisor]:
    state = StackState(phase=Phase.STARTING, pid=os.getpid(), created=psutil.Process().create_time(), port=1)
    running = Supervisor(folder, state=state, report=events.append)
    yield running
    await running.close()


async def _eventually(holds: object, *, seconds: float = 20.0) -> None:
    assert callable(holds)
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # another process is looked at
            await asyncio.sleep(0.02)


def _pid(folder: DataFolder) -> int:
    state = read_state(folder.state)
    part = state.part("small") if state else None
    return part.pid if part else 0


def _status(folder: DataFolder) -> PartStatus | None:
    state = read_state(folder.state)
    part = state.part("small") if state else None
    return part.status if part else None


async def test_a_part_that_dies_is_started_again(
    supervisor: Supervisor, folder: DataFolder, events: list[Event]
) -> None:
    await supervisor.start(_part("exec sleep 60"))
    first = _pid(folder)
    os.kill(first, signal.SIGKILL)
    await _eventually(lambda: _pid(folder) not in {0, first})
    part = supervisor.state.part("small")
    assert part is not None
    assert part.restarts == 1
    assert What.RESTARTING in [event.what for event in events]


async def test_a_part_that_dies_again_and_again_fails_with_the_end_of_its_log(
    supervisor: Supervisor, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "BACK_OFF_SECONDS", 0.001)

    async def never() -> bool:
        return False

    with pytest.raises(StackError, match="no such thing") as failed:
        await supervisor.start(_part("echo no such thing >&2; exit 3", ready=never))
    assert "5 times" in str(failed.value)
    part = supervisor.state.part("small")
    assert part is not None
    assert part.status is PartStatus.FAILED
    assert (folder.logs / "small.log").read_text() == "no such thing\n" * 5


async def test_a_part_that_is_killed_again_and_again_is_started_each_time(
    supervisor: Supervisor, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "BACK_OFF_SECONDS", 0.001)
    await supervisor.start(_part("exec sleep 60"))
    seen = {0}
    for _ in range(2 * supervision.MAX_QUICK_DEATHS):
        seen.add(_pid(folder))
        os.kill(_pid(folder), signal.SIGKILL)
        await _eventually(lambda: _pid(folder) not in seen and _status(folder) is PartStatus.RUNNING)
    assert len(seen) == 1 + 2 * supervision.MAX_QUICK_DEATHS


async def test_a_part_that_crashes_again_and_again_fails(
    supervisor: Supervisor, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "BACK_OFF_SECONDS", 0.001)
    await supervisor.start(_part("kill -SEGV $$"))  # ready as soon as it runs
    await _eventually(lambda: _status(folder) is PartStatus.FAILED)


async def test_a_part_that_is_not_ready_in_time_is_a_sentence(supervisor: Supervisor) -> None:
    async def never() -> bool:
        return False

    with pytest.raises(StackError, match="was not ready"):
        await supervisor.start(_part("exec sleep 60", ready=never, ready_seconds=0.2))


async def test_stopping_takes_what_the_part_had_started(supervisor: Supervisor, folder: DataFolder) -> None:
    await supervisor.start(_part("trap 'exit 0' TERM; sleep 61 & sleep 62 & wait"))
    session = _pid(folder)
    await _eventually(lambda: len(session_members(session)) == 3)
    await supervisor.stop(["small"])
    await _eventually(lambda: not session_members(session))


async def test_a_part_that_does_not_want_to_end_is_killed(
    supervisor: Supervisor, folder: DataFolder, events: list[Event]
) -> None:
    await supervisor.start(_part("trap '' TERM; echo set; while :; do sleep 1; done", stop_seconds=0.3))
    session = _pid(folder)
    log = folder.logs / "small.log"
    await _eventually(lambda: log.read_text() == "set\n")
    await supervisor.stop(["small"])
    await _eventually(lambda: not session_members(session))
    assert any("was killed" in event.detail for event in events)


async def test_a_job_that_fails_is_a_sentence_with_its_log(supervisor: Supervisor) -> None:
    job = Job(name="job", command=("/bin/sh", "-c", "echo why; exit 4"), environment=dict(os.environ), seconds=20)
    with pytest.raises(StackError, match=r"exit code 4[^$]*why"):
        await supervisor.run(job)


async def test_a_program_that_is_not_there_is_a_sentence(supervisor: Supervisor) -> None:
    job = Job(name="job", command=("/nonexistent/program",), environment={}, seconds=20)
    with pytest.raises(StackError, match="was not started: No such file"):
        await supervisor.run(job)


_SUPERVISE = """
import asyncio, os, sys
from pathlib import Path
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.part import Part
from codevoyage_cli.stack.report import silent
from codevoyage_cli.stack.state import Phase, StackState
from codevoyage_cli.stack.supervisor import Supervisor

async def main():
    folder = DataFolder(Path(sys.argv[1]))
    folder.create()
    state = StackState(phase=Phase.STARTING, pid=os.getpid(), created=0, port=1)
    supervisor = Supervisor(folder, state=state, report=silent)
    await supervisor.start(Part(name="small", command=("/bin/sleep", "60"), environment={}))
    print("up", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(not _LINUX, reason="elsewhere the next command ends what was left")
def test_a_killed_supervisor_takes_its_children_with_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _SUPERVISE, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        child = psutil.Process(_pid(DataFolder(tmp_path)))
        process.kill()
    until = time.monotonic() + 20
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, "the child is an orphan"
        time.sleep(0.02)
