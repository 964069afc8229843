"""Row 19: a HEAD that reaches several commits without a parent."""

from __future__ import annotations

import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import BRIAN, History, Put

pytestmark = pytest.mark.integration


def test_all_are_counted(ingest: Ingest) -> None:
    path = ingest.repositories / "roots.git"
    history = History()
    first = history.commit(Put(b"one", b"1\n"))
    second = history.commit(Put(b"two", b"1\n2\n"), branch=b"second", author=BRIAN)
    second = history.commit(Put(b"two", b"1\n2\n3\n"), parents=(second,), branch=b"second", author=BRIAN)
    third = history.commit(Put(b"three", b"1\n2\n3\n"), branch=b"third")
    both = history.commit(Put(b"two", b"1\n2\n3\n"), parents=(first, second))
    all_of_them = history.commit(Put(b"three", b"1\n2\n3\n"), parents=(both, third))
    history.commit(Put(b"one", b"2\n"), parents=(all_of_them,))
    history.write(path)
    facts = read_exactly(ingest, path)
    roots = [commit for commit in facts.commits if not commit.parents]
    assert len(roots) == 3
    # A root is compared with nothing: its files are additions.
    assert [[change.insertions for change in facts.changes[root.id]] for root in roots] == [[1], [2], [3]]
    assert sum(change.insertions or 0 for of_one in facts.changes.values() for change in of_one) == 1 + 2 + 1 + 3 + 1
