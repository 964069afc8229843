"""Compiling ahead: once a machine, into a folder that nobody else may write to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from codevoyage_ingest.git.counting.kernel import PLACE, is_kept, worth_compiling
from codevoyage_ingest.git.counting.preparing import prepare


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, "")


def test_what_was_compiled_is_found_by_the_next_worker(tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    first = prepare(folder, threading.Event())
    assert first is not None
    first.join(120)
    assert is_kept()
    assert folder.stat().st_mode & 0o077 == 0
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")}
    again = prepare(folder, threading.Event())
    assert again is not None
    again.join(120)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")} == written


def test_a_worker_that_ends_does_not_wait_for_it(tmp_path: Path) -> None:
    stopping = threading.Event()
    stopping.set()
    thread = prepare(tmp_path / "compiled", stopping)
    assert thread is not None
    thread.join(30)
    assert not thread.is_alive()


def test_it_ends_with_the_worker_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, threading; from pathlib import Path;"
        "from codevoyage_ingest.git.counting.preparing import prepare;"
        "prepare(Path(sys.argv[1]), threading.Event()).join()"
    )
    worker = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "compiled")])
    (child,) = _awaited(lambda: psutil.Process(worker.pid).children())
    worker.kill()
    worker.wait()
    assert not psutil.wait_procs([child], timeout=30)[1]
    assert not is_kept()


def _awaited(children: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    until = time.monotonic() + 30
    while not (found := children()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return found


def test_without_a_folder_nothing_is_started() -> None:
    assert prepare(None, threading.Event()) is None
    assert os.environ[PLACE] == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    assert prepare(folder, threading.Event()) is None
    assert os.environ[PLACE] == ""


def test_short_histories_are_never_worth_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    assert not worth_compiling(4_999)
