"""Row 25: trees whose modes begin with a zero, as old tools wrote them and fsck complains of."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read_exactly
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import git
from tests.repositories.raw import RawRepository

pytestmark = pytest.mark.integration


def padded(path: Path) -> RawRepository:
    repository = RawRepository.at(path)
    blob, other = repository.blob(b"1\n2\n"), repository.blob(b"1\n3\n")
    first = repository.tree(
        (b"0100644", b"file", blob), (b"040000", b"folder", repository.tree((b"0100755", b"run", blob)))
    )
    # The same mode, written in both ways: no change of it.
    second = repository.tree(
        (b"100644", b"file", blob), (b"40000", b"folder", repository.tree((b"100755", b"run", other)))
    )
    repository.commit(second, repository.commit(first))
    with pytest.raises(RuntimeError, match=r"zeroPaddedFilemode|zero-padded"):
        git(path, "fsck", "--strict")
    return repository


def test_they_are_read_as_the_modes_that_they_mean(ingest: Ingest) -> None:
    facts = read_exactly(ingest, padded(ingest.repositories / "padded.git").path)
    modes = {path: version.mode for path, version in facts.tree(0).items()}
    assert modes == {b"file": 0o100644, b"folder/run": 0o100755}
    (change,) = facts.changes[facts.commits[1].id]
    assert (change.path, change.insertions, change.deletions) == (b"folder/run", 1, 1)


def test_a_host_may_have_them(alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules) -> None:
    padded(tmp_path / "repository.git")
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert len(facts.commits) == 2, facts.job.failure
