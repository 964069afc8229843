"""The repository of hard cases in both object formats, cloned as a job clones it, and git asked for the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.git.clone import Clone, clone
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.git.runner import Git
from tests.repositories import hard_cases
from tests.repositories.oracle import Oracle


@dataclass(frozen=True)
class Read:
    """A repository of hard cases, and our clone of it."""

    oracle: Oracle
    clone: Clone
    order: CommitOrder

    @property
    def git(self) -> Git:
        return self.clone.git


def cloned(path: Path, scratch: Path) -> Clone:
    """A clone of a local repository, as a job makes it."""
    return clone(resolve(str(path), roots=[path]), destination=scratch / "clone")


@pytest.fixture(scope="session", params=["sha1", "sha256"])
def hard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The hard cases, read up to the order of commits."""
    place = tmp_path_factory.mktemp(f"hard-{request.param}")
    hard_cases.build(place / "source", object_format=request.param)
    made = cloned(place / "source", place)
    return Read(Oracle(place / "source"), made, read_order(made.git, made.head.commit_id))


class GitProcesses:
    """The git processes that descend from this one."""

    def running(self) -> list[str]:
        return [
            " ".join(process.cmdline())
            for process in psutil.Process().children(recursive=True)
            if process.name().startswith("git") and process.status() != psutil.STATUS_ZOMBIE
        ]


@pytest.fixture
def git_processes() -> GitProcesses:
    return GitProcesses()
