"""One stack for tests that only use it, and fresh data folders for those that start and kill."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.ports import free_ports
from tests.integration.stack.command import Command
from tests.repositories.hard_cases import build
from tests.repositories.oracle import Oracle


@pytest.fixture(scope="session")
def up() -> Iterator[Command]:
    """A stack that is up."""
    with _folder() as folder:
        command = Command(folder)
        try:
            command.run("up", "--detach")
            yield command
        finally:
            command.run("down")


@pytest.fixture
def fresh() -> Iterator[Command]:
    """Nothing is up, and nothing stays up."""
    with _folder() as folder:
        command = Command(folder)
        try:
            yield command
        finally:
            command.run("down")
            assert command.processes() == []


@pytest.fixture(scope="session")
def hard_cases(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """A repository with everything that is hard, and git to ask about it."""
    path = tmp_path_factory.mktemp("hard") / "cases.git"
    build(path)
    return Oracle(path)


@contextmanager
def _folder() -> Iterator[Path]:
    # Not pytest's: those of earlier runs stay, and a cluster is 40 MB.
    folder = Path(tempfile.mkdtemp(prefix="codevoyage-stack-")).resolve()
    # A remembered port of its own: another stack on this machine may want 8080 while ours is between two Envoys.
    DataFolder(folder).port.write_text(f"{free_ports(1)[0]}\n")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
