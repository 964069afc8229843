"""What a killed supervisor left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psutil
import pytest

from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.leftovers import clear_leftovers, is_alive
from codevoyage_cli.stack.part import Health
from codevoyage_cli.stack.state import PartState, PartStatus, Phase, StackState, write_state


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    made.create()
    return made


def _write(folder: DataFolder, *, pid: int, created: float) -> None:
    part = PartState(name="small", status=PartStatus.RUNNING, log="", health=Health.PROCESS, pid=pid, created=created)
    write_state(folder.state, StackState(phase=Phase.READY, pid=1, created=0, port=1, parts=(part,)))


def test_a_process_that_is_left_is_ended_and_the_state_forgotten(folder: DataFolder) -> None:
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as left:
        _write(folder, pid=left.pid, created=psutil.Process(left.pid).create_time())
        assert clear_leftovers(folder) == ["small"]
        assert left.wait(20) == -9
    assert not folder.state.exists()


def test_another_process_with_the_number_of_a_dead_part_lives_on(folder: DataFolder) -> None:
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as other:
        _write(folder, pid=other.pid, created=psutil.Process(other.pid).create_time() - 3600)
        assert clear_leftovers(folder) == []
        assert other.poll() is None
        other.kill()


def test_children_of_a_dead_part_are_ended(folder: DataFolder) -> None:
    script = "sleep 60 & echo $!"
    with subprocess.Popen(["/bin/sh", "-c", script], start_new_session=True, stdout=subprocess.PIPE) as leader:
        created = psutil.Process(leader.pid).create_time()
        assert leader.stdout is not None
        child = psutil.Process(int(leader.stdout.readline()))
        leader.wait(20)
    _write(folder, pid=leader.pid, created=created)
    assert clear_leftovers(folder) == ["small"]
    assert not is_alive(child.pid, child._create_time or 0.0)


def test_the_lock_file_of_a_postgres_that_is_gone_is_removed(folder: DataFolder) -> None:
    folder.postgres.mkdir()
    lock = folder.postgres / "postmaster.pid"
    with subprocess.Popen(["/bin/sleep", "60"]) as other:  # has the number by now
        lock.write_text(f"{other.pid}\n{folder.postgres}\n")
        clear_leftovers(folder)
        assert other.poll() is None
        other.kill()
    assert not lock.exists()
