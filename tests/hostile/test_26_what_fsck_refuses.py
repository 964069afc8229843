"""Row 26: objects of a host that git's fsck finds wrong, and that are not merely old."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import ADA
from tests.repositories.raw import FILE, FOLDER, RawRepository

pytestmark = pytest.mark.integration
Write = Callable[[RawRepository], object]


def a_folder_called_git(repository: RawRepository) -> None:
    hook = repository.tree((b"100755", b"post-checkout", repository.blob(b"#!/bin/sh\n")))
    repository.commit(repository.tree((FOLDER, b".git", hook)))


def a_name_that_goes_up(repository: RawRepository) -> None:
    repository.commit(repository.tree((FOLDER, b"..", repository.tree((FILE, b"a", repository.blob(b"1\n"))))))


def a_name_with_a_slash(repository: RawRepository) -> None:
    repository.commit(repository.tree((FILE, b"a/b", repository.blob(b"1\n"))))


def the_same_name_twice(repository: RawRepository) -> None:
    one, two = repository.blob(b"1\n"), repository.blob(b"2\n")
    repository.commit(repository.tree((FILE, b"a", one), (FILE, b"a", two)))


def names_out_of_order(repository: RawRepository) -> None:
    blob = repository.blob(b"1\n")
    repository.commit(repository.tree((FILE, b"b", blob), (FILE, b"a", blob)))


def a_submodule_that_runs_a_command(repository: RawRepository) -> None:
    modules = repository.blob(b'[submodule "x"]\n\tpath = x\n\turl = -u./payload\n')
    repository.commit(repository.tree((FILE, b".gitmodules", modules)))


def an_author_without_an_email(repository: RawRepository) -> None:
    repository.commit(repository.tree(), author=b"Ada 1600000000 +0000", committer=ADA + b" 1600000000 +0000")


@pytest.mark.parametrize(
    ("write", "found"),
    [
        (a_folder_called_git, "hasDotgit"),
        (a_name_that_goes_up, "hasDotdot"),
        (a_name_with_a_slash, "fullPathname"),
        (the_same_name_twice, "duplicateEntries"),
        (names_out_of_order, "treeNotSorted"),
        (a_submodule_that_runs_a_command, "gitmodulesUrl"),
        (an_author_without_an_email, "missingEmail"),
    ],
)
def test_it_is_refused_for_a_reason_that_has_a_name(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules, write: Write, found: str
) -> None:
    write(RawRepository.at(tmp_path / "repository.git"))
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    failure = facts.job.failure
    assert facts.job.state == lifecycle_pb2.STATE_FAILED
    assert (failure.reason, failure.retryable) == ("REPOSITORY_CORRUPT", False)
    assert failure.metadata["check"] == found
    assert found in failure.message
    assert facts.commits == []
    assert not (alone.clones / facts.job.name.partition("/")[2]).exists()
