"""Commits and paths that are larger than anybody means them: read within the bounds of a worker, or refused by one."""

from __future__ import annotations

import pytest

from tests.hostile.memory import peak_bytes
from tests.hostile.reading import read, refused
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import ADA, EPOCH
from tests.repositories.raw import FILE, RawRepository

pytestmark = pytest.mark.integration
MIB = 1 << 20
WORKER_BYTES = 600_000_000


def started(ingest: Ingest, name: str) -> tuple[RawRepository, str, str]:
    """A repository with one commit; its tree and its id."""
    repository = RawRepository.at(ingest.repositories / f"{name}.git")
    tree = repository.tree((FILE, b"a", repository.blob(b"1\n")))
    return repository, tree, repository.commit(tree)


def test_a_message_of_256_megabytes_is_kept_in_part(alone: Ingest) -> None:
    repository, tree, first = started(alone, "message")
    person = ADA + b" %d +0000" % EPOCH
    head = f"tree {tree}\nparent {first}\nauthor ".encode() + person + b"\ncommitter " + person + b"\n\n"
    pieces = (head, *([b"m" * MIB] * 256))
    repository.point("refs/heads/main", repository.put_pieces("commit", len(head) + 256 * MIB, pieces))
    with alone.worker() as worker:
        facts = read(alone, repository.path)
        assert peak_bytes(worker) < WORKER_BYTES
    assert facts.commits[1].subject == "m" * 1_000


def test_many_names_of_half_a_megabyte_are_not_held_at_a_time(alone: Ingest) -> None:
    repository, tree, last = started(alone, "names")
    for number in range(60):
        author = b"%03d" % number * (MIB // 6) + b" <e@example.org> %d +0000" % EPOCH
        last = repository.commit(tree, last, author=author, committer=ADA + b" %d +0000" % EPOCH)
    with alone.worker() as worker:
        facts = read(alone, repository.path)
        assert peak_bytes(worker) < WORKER_BYTES
    assert [commit.author[0][:3] for commit in facts.commits[1:]] == [b"%03d" % number for number in range(60)]


def test_a_merge_of_more_parents_than_a_message_can_hold_is_refused(ingest: Ingest) -> None:
    repository, tree, first = started(ingest, "parents")
    repository.commit(tree, *[first] * 65_537)
    failure = refused(ingest, repository.path)
    assert (failure.reason, failure.metadata["bound"]) == ("QUOTA_EXCEEDED", "parents of a commit")


@pytest.mark.parametrize("standing", [True, False])
def test_a_name_of_more_than_a_megabyte_is_refused(ingest: Ingest, standing: bool) -> None:
    repository, tree, first = started(ingest, f"name-{standing}")
    last = repository.commit(repository.tree((FILE, b"n" * (MIB + 1), repository.blob(b"1\n"))), first)
    if not standing:
        repository.commit(tree, last)
    failure = refused(ingest, repository.path, stored=True)
    assert (failure.reason, failure.metadata["bound"]) == ("QUOTA_EXCEEDED", "bytes of a path")
