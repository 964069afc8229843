"""Row 26: objects that git's fsck finds wrong, and that are not merely old.

From a host they are refused. The owner of a path has trusted them so far: they are read, unless nobody can say what
they mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read, read_exactly, refused
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import ADA
from tests.repositories.oracle import Oracle
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


@pytest.mark.parametrize("write", [a_folder_called_git, a_name_that_goes_up, a_name_with_a_slash])
def test_odd_names_below_a_path_are_names(ingest: Ingest, write: Write) -> None:
    repository = RawRepository.at(ingest.repositories / f"{write.__name__}.git")
    write(repository)
    head = Oracle(repository.path).head
    repository.commit(repository.tree((FILE, b"other", repository.blob(b"1\n"))), head)
    read_exactly(ingest, repository.path)


def test_an_author_without_an_email_below_a_path_has_none(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "no-email.git")
    an_author_without_an_email(repository)
    (commit,) = read(ingest, repository.path).commits
    assert (commit.author, commit.author_time[0]) == ((b"Ada 1600000000 +0000", b""), None)


@pytest.mark.parametrize("number", range(4))
def test_trees_below_a_path_that_can_be_read_in_two_ways_are_refused(ingest: Ingest, number: int) -> None:
    repository = RawRepository.at(ingest.repositories / f"ambiguous-{number}.git")
    one, two = repository.blob(b"1\n"), repository.blob(b"2\n")
    trees = [
        ((FILE, b"a", one), (FILE, b"a", two)),  # twice, at first
        ((FILE, b"b", one), (FILE, b"a", two), (FILE, b"a", one)),  # twice, and apart
        ((FILE, b"a", one), (FOLDER, b"a", repository.tree((FILE, b"x", two))), (FILE, b"a", two)),
        ((FILE, b"a/b", one), (FOLDER, b"a", repository.tree((FILE, b"b", two)))),  # by a name with a slash
    ]
    last = repository.commit(repository.tree((FILE, b"a", two)))
    last = repository.commit(repository.tree(*trees[number]), last)
    repository.commit(repository.tree((FILE, b"z", one)), last)
    failure = refused(ingest, repository.path)
    assert (failure.reason, failure.retryable) == ("REPOSITORY_CORRUPT", False)
    assert "twice or not in order" in failure.message


@pytest.mark.parametrize(
    "content", [b"100644 \0" + bytes(20), b"10x644 a\0" + bytes(20), b"100644 a\0" + bytes(7), b"nothing"]
)
def test_trees_below_a_path_that_are_no_trees_are_refused(ingest: Ingest, content: bytes) -> None:
    repository = RawRepository.at(ingest.repositories / f"no-tree-{zlib.crc32(content)}.git")
    quiet = repository.tree((FILE, b"a", repository.blob(b"1\n")))
    last = repository.commit(repository.put("tree", content), repository.commit(quiet))
    repository.commit(quiet, last)
    assert refused(ingest, repository.path).reason == "REPOSITORY_CORRUPT"
