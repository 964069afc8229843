"""One stack, and repositories that git itself can be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.hard_cases import build
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle
from tests.system.grpcurl import Grpcurl
from tests.system.stacks import Figures, started

#: Commits and files of each, so that reading takes some seconds: time to be watched, interrupted and killed in.
LONG_COMMITS = 3000
LONG_FILES = 40


@pytest.fixture(scope="session")
def stack() -> Iterator[Command]:
    """A stack that is up, on a free port, in a data folder of its own."""
    with started() as command:
        yield command


@pytest.fixture(scope="session")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that every repository of these tests lies in."""
    return tmp_path_factory.mktemp("repositories")


@pytest.fixture(scope="session")
def hard_cases(repositories: Path) -> Oracle:
    """A repository with everything that is hard."""
    build(repositories / "hard-cases.git")
    return Oracle(repositories / "hard-cases.git")


@pytest.fixture(scope="session")
def long_history(repositories: Path) -> Oracle:
    """A repository that takes seconds to read."""
    history = History()
    at: tuple[int, ...] = ()
    for number in range(LONG_COMMITS):
        edits = (Put(b"folder/%d.txt" % file, b"%d\n" % number * (file + 1)) for file in range(LONG_FILES))
        at = (history.commit(*edits, parents=at),)
    history.write(repositories / "long.git")
    return Oracle(repositories / "long.git")


@pytest.fixture(scope="session")
def empty(repositories: Path) -> Path:
    """A repository without a commit."""
    git(repositories, "init", "--quiet", "--bare", "empty.git")
    return repositories / "empty.git"


@pytest.fixture(scope="session")
def analysed(stack: Command, hard_cases: Oracle) -> Figures:
    """What `analyze --json` prints of the hard cases."""
    return stack.one("analyze", str(hard_cases.directory))


@pytest.fixture(scope="session")
def permitted(stack: Command, repositories: Path) -> None:
    """The folder of repositories may be read by path, as an operator would allow it."""
    with stack.folder.local_roots.open("a") as roots:
        roots.write(f"{repositories}\n")


@pytest.fixture(scope="session")
def grpcurl(stack: Command) -> Grpcurl:
    """grpcurl on the stack's gateway."""
    return Grpcurl(str(stack.one("status")["address"]).removeprefix("http://"))
