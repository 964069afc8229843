"""What holds for every git that is started for a repository: limits, a group of its own, an environment of ours."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import psutil
import psycopg
import pytest

import codevoyage_ingest
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import PATIENCE, Ingest
from tests.integration.ingest.test_taking_up import until
from tests.repositories.history import History, Put

pytestmark = pytest.mark.integration
MEMORY = 1 << 30
READERS = 3
#: The environment that a user's own settings would come through.
FOREIGN = {"NO_PROXY", "HTTPS_PROXY", "GIT_SSH_COMMAND", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "GIT_EXTERNAL_DIFF"}


def gits(worker: int, *words: str) -> list[psutil.Process]:
    """git processes with these words on their command lines that a worker has started, and what they have started."""
    found = []
    for each in psutil.Process(worker).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # ended while we look
            if each.name().startswith("git") and {*words} <= {*each.cmdline()}:
                found.append(each)
    return found


def is_confined(git: psutil.Process, worker: int) -> bool:
    """Its limits are set, its group is not the worker's, and it knows nothing of whoever runs the worker."""
    limits = {
        kind: resource.prlimit(git.pid, kind)
        for kind in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
    }
    assert limits[resource.RLIMIT_DATA] == (MEMORY, MEMORY)
    assert limits[resource.RLIMIT_CORE] == (0, 0)
    assert resource.RLIM_INFINITY not in {hard for _, hard in limits.values()}
    group = os.getpgid(git.pid)
    assert group != os.getpgid(worker)
    assert psutil.Process(group).ppid() == worker
    environment = git.environ()
    assert environment["HOME"] == "/nonexistent"
    assert environment["GIT_CONFIG_NOSYSTEM"] == "1"
    assert environment["GIT_CONFIG_GLOBAL"] == os.devnull
    return not FOREIGN & environment.keys()


def test_those_that_read_a_history_are_confined(alone: Ingest) -> None:
    path = alone.repositories / "confined.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(3_000):
        last = (history.commit(Put(b"%d" % (number % 50), b"%d\n" % number * 20), parents=last),)
    history.write(path)
    settings = {
        "CODEVOYAGE_GIT_MEMORY_BYTES": str(MEMORY),
        "CODEVOYAGE_READERS": str(READERS),
        "HTTPS_PROXY": "http://evil:1",
    }
    with psycopg.connect(alone.database.url("ingest")) as connection:
        # Changes cannot be stored, so that the processes that compare trees wait to be asked for more.
        connection.execute("LOCK TABLE ingest.changes IN SHARE MODE")
        with alone.worker(**settings, CODEVOYAGE_CHANGE_COMMITS_PER_CHUNK="50") as worker:
            job = alone.job(path, "confined")
            until(lambda: len(gits(worker.pid, "diff-tree", "-M")) == READERS)
            assert all(is_confined(git, worker.pid) for git in gits(worker.pid, "diff-tree", "-M"))
            connection.rollback()
            until(lambda: alone.now(job.name).state == lifecycle_pb2.STATE_SUCCEEDED)


def test_one_that_fetches_is_confined_with_all_that_it_starts(
    alone: Ingest, served: Path, host_certificate: Path, rules: EgressRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("GIT_SSH_COMMAND", "touch pwned")
    asked, looked = threading.Event(), threading.Event()

    def hold(request: BaseHTTPRequestHandler) -> bool:
        if request.command == "POST":
            asked.set()
            looked.wait(PATIENCE)
        return False

    with git_host(served, host_certificate, misbehave=hold) as host:
        done: list[object] = []
        settings = {"git_memory_bytes": str(MEMORY)}
        reading = threading.Thread(
            target=lambda: done.append(attempted_here(alone, source(host.port).address, rules, **settings))
        )
        reading.start()
        try:
            assert asked.wait(PATIENCE)
            # The host that the test plays starts git too: only the clone and what it has started are looked at.
            (clone,) = gits(os.getpid(), "clone")
            found = [clone, *gits(clone.pid)]
            kinds = {part for git in found for part in git.cmdline() if part in {"clone", "remote-https"}}
            assert kinds == {"clone", "remote-https"}
            assert all(is_confined(git, os.getpid()) for git in found)
        finally:
            looked.set()
            reading.join(PATIENCE)
    assert done


def test_git_is_started_in_one_place_alone() -> None:
    package = Path(codevoyage_ingest.__file__).parent
    starting = re.compile(r"\bsubprocess\.|os\.(system|popen|exec\w+|spawn\w+|posix_spawn)|create_subprocess")
    sources = {str(path.relative_to(package)): path.read_text() for path in package.rglob("*.py")}
    starters = {path for path, source in sources.items() if starting.search(source)}
    assert "git/process.py" in starters
    # Everybody else starts a program of ours, by the Python that runs already.
    assert [path for path in starters - {"git/process.py"} if "sys.executable" not in sources[path]] == []
    assert [path for path, source in sources.items() if 'which("git")' in source] == ["git/runner.py"]
