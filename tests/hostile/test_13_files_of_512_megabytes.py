"""Row 13: one blob of 512 MB, of zeros or of text in a few lines, added, changed and moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exactness.compare import count_differences
from tests.hostile.memory import peak_bytes
from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest
from tests.repositories.oracle import Oracle
from tests.repositories.raw import FILE, RawRepository

pytestmark = pytest.mark.integration
MIB = 1 << 20
SIZE = 512 * MIB
WORKER_BYTES = 600_000_000
#: Of one git child: a file and what it is compared with, and some room.
GIT_BYTES = 2 * SIZE + 256 * MIB


class Bounded(Oracle):
    """git, with the bound from which a file is binary to it too."""

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return super().git("-c", "core.bigFileThreshold=64m", *arguments, stdin=stdin)


def large(repository: RawRepository, block: bytes, *, end: bytes) -> str:
    """A blob of 512 MiB that repeats a block of one MiB, and a few bytes more."""

    def pieces() -> Iterator[bytes]:
        for _ in range(SIZE // MIB):
            yield block
        yield end

    return repository.put_pieces("blob", SIZE + len(end), pieces())


@pytest.mark.parametrize(("name", "block"), [("zeros", bytes(MIB)), ("lines", b"x" * (MIB - 1) + b"\n")])
def test_it_is_a_binary_and_nobody_holds_it(alone: Ingest, name: str, block: bytes) -> None:
    repository = RawRepository.at(alone.repositories / f"{name}.git")
    blob, changed = large(repository, block, end=b"1\n"), large(repository, block, end=b"2\n3\n")
    again = large(repository, block, end=b"4\n5\n6\n7\n")
    small = repository.blob(b"1\n2\n")
    last = repository.commit(repository.tree((FILE, b"large", blob), (FILE, b"small", small)))
    last = repository.commit(repository.tree((FILE, b"large", changed), (FILE, b"small", small)), last)
    last = repository.commit(repository.tree((FILE, b"moved", changed), (FILE, b"small", small)), last)
    last = repository.commit(repository.tree((FILE, b"moved and changed", again), (FILE, b"small", small)), last)
    repository.commit(repository.tree((FILE, b"small", small)), last)
    with alone.worker(CODEVOYAGE_GIT_MEMORY_BYTES=str(GIT_BYTES)) as worker:
        facts = read(alone, repository.path)
        assert peak_bytes(worker) < WORKER_BYTES
    assert list(count_differences(facts, Bounded(repository.path))) == []
    changes = [change for of_one in facts.changes.values() for change in of_one if change.path != b"small"]
    assert [change.status for change in changes] == ["ADDED", "MODIFIED", "RENAMED", "RENAMED", "DELETED"]
    assert {changes[at].insertions for at in (0, 1, 4)} == {None}
    assert [(version.path, version.size, version.lines) for version in facts.versions] == [
        (b"large", SIZE + 2, None),
        (b"large", SIZE + 4, None),
        (b"moved", SIZE + 4, None),
        (b"moved and changed", SIZE + 8, None),
        (b"small", 4, 2),
    ]
