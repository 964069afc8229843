"""Row 20: a merge of many parents, of the same parent twice, of none that differ."""

from __future__ import annotations

import pytest

from tests.hostile.reading import read, read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put
from tests.repositories.raw import FILE, RawRepository

pytestmark = pytest.mark.integration


def test_all_parents_are_kept_and_no_line_is_counted_twice(ingest: Ingest) -> None:
    path = ingest.repositories / "octopus.git"
    history = History()
    start = history.commit(Put(b"file", b"1\n"))
    arms = [
        history.commit(Put(b"arm-%d" % arm, b"1\n2\n"), parents=(start,), branch=b"arm-%d" % arm) for arm in range(40)
    ]
    merged = [Put(b"arm-%d" % arm, b"1\n2\n") for arm in range(40)]
    octopus = history.commit(*merged, Put(b"born in the merge", b"1\n"), parents=(start, *arms))
    history.commit(Put(b"file", b"1\n2\n"), parents=(octopus,))
    history.write(path)
    facts = read_exactly(ingest, path)
    (merge,) = [commit for commit in facts.commits if len(commit.parents) > 1]
    assert len(merge.parents) == 41
    assert merge.id not in facts.changes
    assert sum(change.insertions or 0 for of_one in facts.changes.values() for change in of_one) == 1 + 40 * 2 + 1
    # Nobody's lines, but they stand in the tree.
    newest = facts.tree(merge.position + 1)
    assert newest[b"born in the merge"].lines == 1
    assert len(newest) == 42


def test_a_parent_that_is_named_twice_is_two_parents(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "twice.git")
    first = repository.commit(repository.tree((FILE, b"a", repository.blob(b"1\n"))))
    second = repository.commit(repository.tree((FILE, b"a", repository.blob(b"2\n"))), first, first)
    repository.commit(repository.tree((FILE, b"a", repository.blob(b"3\n"))), second)
    facts = read(ingest, repository.path)
    assert facts.commits[1].parents in {(first, first), (first,)}  # git versions differ in what they list
    assert [commit.position for commit in facts.commits] == [0, 1, 2]
    assert len(facts.versions) == 3
