"""Row 37, second part: a hostile `.mailmap` changes no more than names, and takes no time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codevoyage_ingest.git.tree import read_tree
from codevoyage_ingest.people.mailmap import MAILMAP_BYTES, Mailmap
from codevoyage_ingest.people.persons import persons
from codevoyage_ingest.reading.mailmap import read_mailmap
from tests.integration.ingest_git.conftest import cloned
from tests.repositories.history import History, Put

_SIGNATURES = [(b"Ada", b"ada@x"), (b"Brian", b"brian@x"), (b"", b""), (b"\xff\0\n", b"<script>@x")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 1000,
        b"<" * 100_000,
        b"<>" * 100_000,
        b">" * 100_000 + b"\n" + b"<" * 100_000,
        b"A <ada@x> <brian@x>\nB <brian@x> <ada@x>\n",  # in a circle
        b"\xff\xfe <\xff@x> <ada@x>\n",
        b"A <a@x> B <ada@x> C <brian@x> D <d@x>\n",
        b"".join(b"Name %d <%d@x> <%d@y>\n" % (at, at, at) for at in range(40_000)),
        b"\r\n".join([b"Ada <ada@proper> <ada@x>"] * 10),
        b"\x1b[31mRed\x1b[0m <ada@proper> <ada@x>\n",
        b"=HYPERLINK(1) <ada@x>\n",
        b"x" * MAILMAP_BYTES,
    ],
)
def test_no_mailmap_ends_the_reading_or_takes_long(content: bytes) -> None:
    begun = time.process_time()
    found = persons(_SIGNATURES, Mailmap(content))
    assert time.process_time() - begun < 30  # what is searched again for each of its bytes takes hours
    assert all(found.numbers[number] == number for number in found.numbers)


def test_each_name_is_looked_up_once_not_along_a_circle() -> None:
    mailmap = Mailmap(b"A <ada@x> <brian@x>\nB <brian@x> <ada@x>\n")
    assert mailmap.proper(b"Ada", b"ada@x") == (b"B", b"brian@x")
    assert mailmap.proper(b"Brian", b"brian@x") == (b"A", b"ada@x")


@pytest.mark.parametrize(
    "edit",
    [
        Put(b".mailmap", b"other", b"120000"),
        Put(b".mailmap", b"#" * (MAILMAP_BYTES + 1)),
        Put(b".mailmap/nested", b"Ada <a@y> <ada@x>\n"),
        Put(b"folder/.mailmap", b"Ada <a@y> <ada@x>\n"),
    ],
)
def test_a_link_a_folder_and_one_that_is_too_large_are_none(tmp_path: Path, edit: Put) -> None:
    history = History()
    history.commit(edit, Put(b"other", b"Ada <a@y> <ada@x>\n"))
    history.write(tmp_path / "source")
    made = cloned(tmp_path / "source", tmp_path)
    tree = read_tree(made.git, made.head.commit_id)
    assert len(read_mailmap(made.git, tree, cancelled=lambda: False)) == 0
