"""One stack that most rows share, since each leaves it whole, and the histories that are read in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from tests.faults.client import Client
from tests.faults.histories import write_long_history, write_small_history
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack, running_stack
from tests.repositories.copies import borrowed, copied
from tests.repositories.oracle import Oracle

#: Of the history that most rows read: some seconds' worth.
COMMITS = 8_000
#: Small chunks and one reader: a run lasts long enough for a fault to meet it at work. All else, leases and pauses, is
#: as it comes: what is measured is what people get.
SLOWLY = {
    "CODEVOYAGE_READERS": "1",
    "CODEVOYAGE_COMMITS_PER_CHUNK": "100",
    "CODEVOYAGE_CHANGE_COMMITS_PER_CHUNK": "20",
    "CODEVOYAGE_VERSIONS_PER_CHUNK": "200",
    # A disk is to be filled to its last byte: nothing is kept free.
    "CODEVOYAGE_DISK_FREE_BYTES": "0",
}
Another = Callable[[], Path]


@pytest.fixture(scope="session")
def recoveries() -> Recoveries:
    """Where measurements go."""
    file = os.environ.get("CODEVOYAGE_RECOVERY_FILE")
    return Recoveries(Path(file) if file else None)


@pytest.fixture(scope="session")
def shared_stack(repositories: Path) -> Iterator[Stack]:
    """A stack for all rows that need nothing particular."""
    with running_stack(**SLOWLY) as stack:
        stack.permit(repositories)
        yield stack


@pytest.fixture
def stack(shared_stack: Stack) -> Iterator[Stack]:
    """The shared stack, whole before and after."""
    shared_stack.await_whole()
    known = len(shared_stack.trouble())
    yield shared_stack
    print(*shared_stack.trouble()[known:], sep="\n")  # shown with a test that failed
    shared_stack.await_whole()


@pytest.fixture
def client(stack: Stack) -> Iterator[Client]:
    """A client of the shared stack."""
    with grpc.insecure_channel(stack.target) as channel:
        yield Client(AnalysisServiceStub(channel))


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that every repository of these tests lies in."""
    return tmp_path_factory.mktemp("repositories")


@pytest.fixture(scope="session")
def history(repositories: Path) -> Oracle:
    """A history that is read for some seconds, and git to ask about it."""
    write_long_history(repositories / "history.git", commits=COMMITS)
    return Oracle(repositories / "history.git")


@pytest.fixture(scope="session")
def small_history(repositories: Path) -> Path:
    """A history that is read in a moment."""
    write_small_history(repositories / "small.git")
    return repositories / "small.git"


@pytest.fixture
def another(history: Oracle, request: pytest.FixtureRequest) -> Another:
    """Gives the history under a new path each time: no facts of it are known."""
    return partial(copied, history.directory, prefix=_word(request.node.name))


@pytest.fixture
def another_small(small_history: Path, request: pytest.FixtureRequest) -> Another:
    """The same of the small history."""
    return partial(copied, small_history, prefix=f"small-{_word(request.node.name)}")


@pytest.fixture
def borrower(history: Oracle, request: pytest.FixtureRequest) -> Another:
    """Gives the history under a new path, its objects borrowed: cloning it takes seconds, because they are copied."""
    return partial(borrowed, history.directory, prefix=f"borrower-{_word(request.node.name)}")


@pytest.fixture(scope="session")
def undisturbed(shared_stack: Stack, history: Oracle) -> analysis_pb2.Analysis:
    """A run of the history that nothing happens to."""
    with grpc.insecure_channel(shared_stack.target) as channel:
        client = Client(AnalysisServiceStub(channel))
        return client.succeeded(client.create(history.directory).name)


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
