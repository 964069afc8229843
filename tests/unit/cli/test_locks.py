"""Locks of the data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codevoyage_cli.stack.lock import AlreadyLocked, is_locked, locked

_HOLD = """
import sys, time
from pathlib import Path
from codevoyage_cli.stack.lock import locked
with locked(Path(sys.argv[1]), seconds=0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_only_one_holds_it_alone(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    assert not is_locked(lock)
    with locked(lock, seconds=0):
        assert is_locked(lock)
        with pytest.raises(AlreadyLocked), locked(lock, seconds=0.1):
            pass
    assert not is_locked(lock)


def test_many_share_it_and_keep_out_who_wants_it_alone(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with locked(lock, seconds=0, shared=True), locked(lock, seconds=0, shared=True):
        assert not is_locked(lock)
        with pytest.raises(AlreadyLocked), locked(lock, seconds=0):
            pass
    with locked(lock, seconds=0):
        pass


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert is_locked(lock)
        holder.kill()
    with locked(lock, seconds=5):
        pass
