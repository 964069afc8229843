"""A commit of any number of files: read, stored and sent in parts, so that memory does not follow its size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from codevoyage.ingest.v1 import facts_pb2
from codevoyage_ingest.settings import IngestSettings
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import differences
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Files that one commit adds, and the next one deletes.
FILES = 100_000
#: What the reading makes at a time (`reading.changes`).
PART_ROWS = 20_000
#: Bytes that all processes of a worker take at their peak; 0.4 GB was measured, and 0.6 before there were parts.
PEAK_BYTES = 520_000_000


@pytest.fixture(scope="module")
def large(apart: Ingest) -> Path:
    path = apart.repositories / "large.git"
    history = History()
    files = [Put(b"d%03d/file-%06d.txt" % (number % 300, number), b"%d\n" % number) for number in range(FILES)]
    first = history.commit(*files, Put(b"README", b"Many\n"))
    second = history.commit(*[Delete(b"d%03d" % number) for number in range(300)], parents=(first,))
    history.commit(Put(b"README", b"Few\n"), parents=(second,))
    history.write(path)
    return path


@pytest.fixture(scope="module")
def read(apart: Ingest, large: Path) -> tuple[Collected, int]:
    """The facts, and the peak of the worker's memory, in bytes."""
    with apart.worker() as worker:
        facts = collect(apart.stub, source=str(large), request_id="large-first")
        processes = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
        return facts, sum(_peak(process.pid) for process in processes)


def test_a_large_commit_is_what_git_says(read: tuple[Collected, int], large: Path) -> None:
    # The tree of all files is left to the smaller repositories: what tells its lines asks git for each file.
    assert not list(differences(read[0], Oracle(large), positions=(1, 2)))


def test_no_chunk_has_more_rows_than_its_bound(apart: Ingest, read: tuple[Collected, int]) -> None:
    changes, versions = [], []
    for facts in _chunks(apart, read[0].job.name):
        changes.append(sum(len(each.changes.commits) for each in facts))
        versions.append(sum(len(each.versions.paths) for each in facts))
    assert (sum(changes), max(changes)) == (2 * FILES + 2, PART_ROWS)
    assert (sum(versions), max(versions)) == (FILES + 2, IngestSettings.model_fields["versions_per_chunk"].default)


def test_memory_does_not_follow_the_size_of_a_commit(read: tuple[Collected, int]) -> None:
    assert read[1] < PEAK_BYTES


def test_the_parts_of_a_chunk_are_taken_over_together_or_not_at_all(
    apart: Ingest, read: tuple[Collected, int], large: Path
) -> None:
    tree = git(large, "rev-parse", "HEAD^{tree}").decode().strip()
    git(large, "update-ref", "HEAD", git(large, "commit-tree", tree, "-p", "HEAD~1", "-m", "Other").decode().strip())
    with apart.worker():
        facts = collect(apart.stub, source=str(large), request_id="large-second")
    assert not list(differences(facts, Oracle(large), positions=(1, 2)))


def _chunks(ingest: Ingest, name: str) -> Iterator[list[facts_pb2.Facts]]:
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
        for (messages,) in connection.execute(
            "SELECT messages FROM ingest.chunks WHERE job_id = %s ORDER BY seq", [name.partition("/")[2]]
        ):
            yield [facts_pb2.Facts.FromString(message) for message in messages]


def _peak(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])
