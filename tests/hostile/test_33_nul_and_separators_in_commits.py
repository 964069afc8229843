"""Row 33: a NUL in a message, and characters in names that logs are often separated by."""

from __future__ import annotations

import psycopg
import pytest

from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import EPOCH
from tests.repositories.raw import FILE, RawRepository

pytestmark = pytest.mark.integration
MESSAGES = (b"before\0after\n\nbody\0\n", b"\0", b"", b"\n\n\n", b"first \x1e second \x1f third\n", b"\xff\xfe\n")
NAMES = (b"A\x1eda", b"Brian\x1f", b"\x1e\x1f", b"C\x00\x01", b"D\tE", b"")


def test_nothing_is_cut_off_and_nothing_is_confused(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "nul.git")
    last: tuple[str, ...] = ()
    for at, (name, message) in enumerate(zip(NAMES, MESSAGES, strict=True)):
        tree = repository.tree((FILE, b"file", repository.blob(b"%d\n" % at)))
        author = b"%b <%b@example.org> %d +0000" % (name, name.strip(b"\0\t "), EPOCH + at)
        last = (repository.commit(tree, *last, author=author, message=message),)
    facts = read(ingest, repository.path)
    assert [commit.author[0] for commit in facts.commits] == list(NAMES)
    assert [commit.author_time[0] for commit in facts.commits] == [EPOCH + at for at in range(len(NAMES))]
    assert [commit.subject for commit in facts.commits] == [
        "before\ufffdafter", "\ufffd", "", "", "first \x1e second \x1f third", "\ufffd\ufffd",
    ]  # fmt: skip
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        stored = connection.execute(
            "SELECT message FROM ingest.commits WHERE job_id = %s ORDER BY number",
            [facts.job.name.partition("/")[2]],
        ).fetchall()
    assert [bytes(row[0]) for row in stored] == list(MESSAGES)
