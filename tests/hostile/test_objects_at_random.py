"""Trees and commits with mistakes at random places: they are read as git reads them, or refused by a typed reason."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from tests.exactness.compare import count_differences, tree_differences
from tests.hostile.reading import attempted
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import ADA, EPOCH
from tests.repositories.oracle import Oracle
from tests.repositories.raw import FOLDER, RawRepository

pytestmark = pytest.mark.integration
#: Repositories of one test; in 400 of them nothing else was found.
REPOSITORIES = 25
COMMITS = 6
MODES = (b"100644",) * 8 + (b"100755", b"120000", b"160000", b"0", b"777777", b"100664", b"100600", b"20000000000")
#: Out of 100 trees, and out of 100 commits.
BROKEN_TREES, BROKEN_COMMITS = 2, 8


def written(path: Path, chance: random.Random) -> RawRepository:
    """A repository of a few commits, some of them merges, of which few objects are as they should be."""
    repository = RawRepository.at(path)
    blobs = [repository.blob(b"%d\n" % number * number) for number in range(COMMITS)]
    commits: list[str] = []
    for number in range(COMMITS):
        parents = commits[-1:] + chance.sample(commits, min(len(commits), chance.randint(0, 1)))
        person = ADA + b" %d +0000" % (EPOCH + number)
        lines = [f"tree {_tree(repository, blobs, chance)}", *(f"parent {parent}" for parent in parents)]
        header = [line.encode() for line in lines] + [b"author " + person, b"committer " + person]
        if chance.randrange(100) < BROKEN_COMMITS:
            header = chance.choice([header[1:], header[:-1], chance.sample(header, len(header)), _torn(header, chance)])
        commits.append(repository.put("commit", b"\n".join(header) + b"\n\nmessage\n"))
    repository.point("refs/heads/main", commits[-1])
    return repository


def _tree(repository: RawRepository, blobs: list[str], chance: random.Random, *, level: int = 0) -> str:
    content = b""
    for name in sorted({chance.choice(b"abcdef") for _ in range(3)}):
        if level < 2 and chance.random() < 0.25:
            mode, named = FOLDER, _tree(repository, blobs, chance, level=level + 1)
        else:
            mode, named = chance.choice(MODES), chance.choice(blobs)
        content += mode + b" " + bytes([name]) + b"\0" + bytes.fromhex(named)
    if chance.randrange(100) < BROKEN_TREES:
        content = _struck(content, chance)
    return repository.put("tree", content)


def _torn(header: list[bytes], chance: random.Random) -> list[bytes]:
    return _struck(b"\n".join(header), chance).split(b"\n")


def _struck(content: bytes, chance: random.Random) -> bytes:
    """With another byte at one place."""
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.choice(b"\0\n <>\xff0")]) + content[at + 1 :]


@pytest.mark.parametrize("seed", range(2))
def test_they_are_read_exactly_or_refused(ingest: Ingest, seed: int) -> None:
    chance = random.Random(seed)
    outcomes = set()
    for number in range(REPOSITORIES):
        repository = written(ingest.repositories / f"random-{seed}-{number}.git", chance)
        facts = attempted(ingest, repository.path)
        outcomes.add(facts.job.failure.reason)
        if facts.job.state == lifecycle_pb2.STATE_SUCCEEDED:
            oracle = Oracle(repository.path)
            assert list(count_differences(facts, oracle)) == []
            assert list(tree_differences(facts, oracle)) == []
    assert outcomes == {"", "REPOSITORY_CORRUPT"}
