"""The one runner: what a child sees, and that nothing of it is left."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from codevoyage_ingest.errors import Cancelled, GitFailed, GitTimedOut, RepositoryNotFound
from codevoyage_ingest.git.blobs import count_lines
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.commits import read_commits
from codevoyage_ingest.git.limits import Limits
from codevoyage_ingest.git.mainline import read_versions
from codevoyage_ingest.git.runner import Git
from tests.integration.ingest_git.conftest import GitProcesses, Read


class Counter:
    """A `cancelled` that turns true after some looks."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_child_sees_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard: Read) -> None:
    for name in (
        "https_proxy",
        "NO_PROXY",
        "GIT_SSH_COMMAND",
        "GIT_DIR",
        "GIT_TRACE",
        "SSH_AUTH_SOCK",
        "GIT_EXEC_PATH",
    ):
        monkeypatch.setenv(name, str(tmp_path))
    shown = hard.git.ask("-c", "alias.env=!env", "env").decode()
    names = {line.partition("=")[0] for line in shown.splitlines()}
    assert not names & {"https_proxy", "NO_PROXY", "GIT_SSH_COMMAND", "GIT_TRACE", "SSH_AUTH_SOCK"}
    assert "GIT_ALLOW_PROTOCOL=https" in shown
    assert "GIT_CONFIG_GLOBAL=/dev/null" in shown


def test_the_configuration_is_ours(hard: Read) -> None:
    listed = hard.git.ask("config", "--show-scope", "--list").decode().splitlines()
    assert {line.split("\t")[0] for line in listed} <= {"command", "local"}
    for setting in ("protocol.allow=never", "core.hookspath=/dev/null", "transfer.fsckobjects=true", "gc.auto=0"):
        assert f"command\t{setting}" in listed


def _children() -> set[psutil.Process]:
    """All below this process; other tests' real parts are among them."""
    return set(psutil.Process().children(recursive=True))


def test_limits_hold_for_the_child(hard: Read) -> None:
    git = Git(source="x", directory=hard.git.directory, limits=Limits(memory_bytes=1 << 30, processor_seconds=77))
    before = _children()
    with git.start("cat-file", "--batch", stdin=True):
        (child,) = _children() - before
        assert child.rlimit(psutil.RLIMIT_DATA) == (1 << 30, 1 << 30)
        assert child.rlimit(psutil.RLIMIT_CPU) == (77, 77)
        assert os.getpgid(child.pid) == child.pid


def test_the_whole_group_is_ended(hard: Read, git_processes: GitProcesses) -> None:
    before = _children()
    with hard.git.start("-c", "alias.hang=!sleep 600 & sleep 600", "hang"):
        until = time.monotonic() + 10
        while len(_children() - before) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        family = _children() - before
        assert len(family) >= 3
    assert not git_processes.running()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive


def test_much_on_standard_error_stops_nobody(hard: Read) -> None:
    noisy = "!yes complaint | head -c 3000000 >&2; echo out"
    lines: list[bytes] = []
    with hard.git.start("-c", f"alias.noisy={noisy}", "noisy", on_line=lines.append) as process:
        assert process.output() == b"out\n"
    assert len(process.complaints) == 64 << 10
    assert lines.count(b"complaint") == 300_000


def test_silence_is_bounded(hard: Read, git_processes: GitProcesses) -> None:
    git = Git(source="x", directory=hard.git.directory, limits=Limits(silence_seconds=0.3))
    with pytest.raises(GitTimedOut), git.start("-c", "alias.hang=!sleep 600", "hang") as process:
        process.read()
    assert not git_processes.running()


def test_an_unknown_failure_carries_gits_own_words(hard: Read) -> None:
    with pytest.raises(GitFailed, match="not a git command") as raised:
        hard.git.ask("nonsense")
    assert raised.value.metadata == {"command": "nonsense", "exit_code": "1"}


def test_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(RepositoryNotFound):
        Git(source="the source", directory=tmp_path).ask("rev-parse", "HEAD")


def test_git_that_dies_while_it_is_fed_is_told(hard: Read) -> None:
    with hard.git.start("cat-file", "--nonsense", stdin=True) as process:
        process.feed(b"x" * 100_000 for _ in range(100))
        with pytest.raises(GitFailed, match="nonsense"):
            process.output()


def test_peak_memory_of_git_is_known(hard: Read) -> None:
    git = Git(source="x", directory=hard.git.directory)
    count_lines(git, [])
    list(read_changes(git, [hard.order.non_merges(0, len(hard.order))]))
    assert 1 << 20 < git.memory.bytes < 1 << 30


Reader = Callable[[Read, Callable[[], bool]], Iterator[object]]


@pytest.mark.parametrize("looks", [0, 1, 7])
@pytest.mark.parametrize(
    "reader",
    [
        lambda read, cancelled: read_commits(read.git, read.order, size=1, cancelled=cancelled),
        lambda read, cancelled: read_versions(read.git, read.order, size=1, cancelled=cancelled),
        lambda read, cancelled: read_changes(
            read.git, itertools.repeat(read.order.non_merges(0, 20)), cancelled=cancelled
        ),
    ],
    ids=["commits", "versions", "changes"],
)
def test_cancelling_in_the_middle_leaves_no_process(
    hard: Read, git_processes: GitProcesses, reader: Reader, looks: int
) -> None:
    before = threading.active_count()
    with pytest.raises(Cancelled):
        list(reader(hard, Counter(looks)))
    assert not git_processes.running()
    assert threading.active_count() <= before
