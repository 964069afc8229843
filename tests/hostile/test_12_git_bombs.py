"""Row 12: a few hundred bytes of objects that describe 10,000,000,000 files."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.memory import peak_bytes
from tests.hostile.reading import attempted_here, refused
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.raw import FILE, FOLDER, RawRepository

pytestmark = pytest.mark.integration
#: Of one worker's process: what this product promises of the largest repository.
WORKER_BYTES = 600_000_000


def bomb(repository: RawRepository) -> str:
    """A tree of ten times ten times ..."""
    entry = (FILE, repository.blob(b"boom\n"))
    for _ in range(10):
        entry = (FOLDER, repository.tree(*((entry[0], b"f%d" % number, entry[1]) for number in range(10))))
    return entry[1]


def test_one_at_the_head_is_refused_before_memory_is(alone: Ingest) -> None:
    repository = RawRepository.at(alone.repositories / "bomb.git")
    repository.commit(bomb(repository))
    with alone.worker() as worker:
        failure = refused(alone, repository.path)
        assert peak_bytes(worker) < WORKER_BYTES
    assert (failure.reason, failure.retryable) == ("QUOTA_EXCEEDED", False)
    assert dict(failure.metadata) == {"bound": "entries of a tree", "value": "1000000", "unit": "entries"}


def test_one_that_was_removed_long_ago_is_refused_by_the_bound_of_gits_memory(alone: Ingest) -> None:
    repository = RawRepository.at(alone.repositories / "past-bomb.git")
    quiet = repository.tree((FILE, b"file", repository.blob(b"1\n")))
    last = repository.commit(quiet)
    last = repository.commit(bomb(repository), last)
    for _ in range(20):
        last = repository.commit(quiet, last)
    with alone.worker(CODEVOYAGE_GIT_MEMORY_BYTES=str(256 << 20)) as worker:
        failure = refused(alone, repository.path, stored=True)
        assert peak_bytes(worker) < WORKER_BYTES
    assert failure.reason == "QUOTA_EXCEEDED"
    assert failure.metadata["bound"] in {"memory", "entries of a tree"}


def test_one_that_a_host_sends_is_refused_too(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    repository = RawRepository.at(tmp_path / "repository.git")
    repository.commit(bomb(repository))
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert facts.job.failure.reason == "QUOTA_EXCEEDED"
    assert facts.commits == []
