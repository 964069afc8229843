"""Row 32: whatever separates records and fields elsewhere, within paths and subjects."""

from __future__ import annotations

import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, History, Put

pytestmark = pytest.mark.integration
PATHS = (
    b"new\nline",
    b"tab\there",
    b'"quoted"',
    b"back\\slash",
    b"\\n",
    b"1\t2\tlike counts",
    b":100644 100644 like a record",
    b"\nfirst",
    b"last\n",
    b" ",
    b"\x01\x7f",
    b"end\x01",
    b"0" * 40,
    b"R100",
    b"a => b",
    b"{a => b}/c",
)
SUBJECTS = (b"tab\there", b'"quoted" \\ slash', b"commit " + b"0" * 40, b"\x01\x02 \x7f", b"=> {a => b}")


def test_they_are_read_to_the_byte(ingest: Ingest) -> None:
    path = ingest.repositories / "separators.git"
    history = History()
    last = history.commit(*(Put(name, b"%d\n" % at * 20) for at, name in enumerate(PATHS)))
    for at, subject in enumerate(SUBJECTS):
        old, new = PATHS[at], PATHS[at] + b"\n\tmoved"
        content = b"%d\n" % at * 20 + b"and changed\n"
        last = history.commit(Delete(old), Put(new, content), parents=(last,), message=subject + b"\n\nbody\n")
    history.write(path)
    facts = read_exactly(ingest, path)
    assert set(facts.tree(0)) == set(PATHS)
    for at, commit in enumerate(facts.commits[1:]):
        (change,) = facts.changes[commit.id]
        assert (change.status, change.old_path, change.path) == ("RENAMED", PATHS[at], PATHS[at] + b"\n\tmoved")
        assert (change.insertions, change.deletions) == (1, 0)
        assert commit.subject.encode() == SUBJECTS[at]
