"""Random histories: whatever the readers say of them, git says too.

CODEVOYAGE_EXAMPLES=2000 draws as many, other ones each time; without it they are the same ones in each run.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings

from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.commits import read_commits
from codevoyage_ingest.git.order import read_order
from codevoyage_ingest.git.signature import Signature
from codevoyage_ingest.verification.commits import compare_commits
from codevoyage_ingest.verification.facts import Change, Commit, Signed
from codevoyage_ingest.verification.git_graph import as_ids, mainline, reached
from codevoyage_ingest.verification.git_log import logged
from codevoyage_ingest.verification.graph import compare_ids, compare_mainline
from tests.integration.ingest_git.conftest import Read, cloned
from tests.integration.ingest_git.test_mainline import assert_every_tree
from tests.repositories.history import History
from tests.repositories.oracle import Oracle
from tests.repositories.random_histories import histories

#: Of an example that fails; it must not stand in front of what failed.
pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
_EXAMPLES = int(os.environ.get("CODEVOYAGE_EXAMPLES", "0"))
#: A history takes a tenth of a second: git is started some twenty times.
_RANDOM = settings(
    max_examples=_EXAMPLES or 80,
    derandomize=not _EXAMPLES,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def _read(history: History, *, object_format: str = "sha1") -> Iterator[Read]:
    note(f"git fast-import --date-format=raw-permissive reads {history.stream!r}")
    with tempfile.TemporaryDirectory(prefix="codevoyage-random-") as folder:
        source = Path(folder) / "source"
        history.write(source, object_format=object_format)
        clone = cloned(source, Path(folder))
        yield Read(Oracle(source), clone, read_order(clone.git, clone.head.commit_id))


@_RANDOM
@given(histories())
def test_commits_and_changes_are_what_git_log_says(history: History) -> None:
    with _read(history) as read:
        ids = [read.order.id(number) for number in range(len(read.order))]
        for counting in (False, True):
            findings = compare_commits(_commits(read, counting=counting), logged(read.git, ids))
            assert findings.sentences == []
        head = read.clone.head.commit_id
        assert compare_ids(as_ids(b"".join(ids), width=20), reached(read.git, head, max_commits=0)).sentences == []
        places = ((position, read.order.id(number)) for position, number in enumerate(read.order.mainline))
        assert compare_mainline(places, mainline(read.git, head), whole=True).sentences == []


@_RANDOM
@given(histories())
def test_every_tree_of_the_mainline_is_what_ls_tree_says(history: History) -> None:
    with _read(history) as read:
        assert_every_tree(read.git, read.order, read.oracle)


def _commits(read: Read, *, counting: bool) -> Iterator[Commit]:
    (changes,) = read_changes(read.git, [read.order.non_merges(0, len(read.order))], counting=counting)
    of: dict[int, list[Change]] = {}
    for row, number in enumerate(changes.commits):
        of.setdefault(number, []).append(
            Change(
                status=changes.statuses[row],
                path=changes.paths[row],
                old_path=changes.old_paths[row],
                insertions=None if changes.insertions[row] == BINARY else changes.insertions[row],
                deletions=None if changes.deletions[row] == BINARY else changes.deletions[row],
                old_mode=changes.old_modes[row],
                mode=changes.modes[row],
                old_blob=changes.old_blobs[row],
                blob=changes.blobs[row],
                score=changes.scores[row],
            )
        )
    for columns in read_commits(read.git, read.order, size=5):
        for at, name in enumerate(columns.ids):
            yield Commit(
                id=name,
                parents=columns.parents[at],
                author=_signed(columns.authors[at]),
                committer=_signed(columns.committers[at]),
                subject=columns.subjects[at],
                message=columns.messages[at],
                changes=tuple(of.get(columns.first + at, ())),
            )


def _signed(signature: Signature) -> Signed:
    return Signed(name=signature.name, email=signature.email, seconds=signature.seconds, offset=signature.offset)
