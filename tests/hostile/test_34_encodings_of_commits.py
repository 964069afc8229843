"""Row 34: commits that name the encoding that they are written in, rightly or not."""

from __future__ import annotations

import psycopg
import pytest

from tests.hostile.reading import read
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import EPOCH
from tests.repositories.oracle import Oracle
from tests.repositories.raw import FILE, RawRepository

pytestmark = pytest.mark.integration
#: (encoding, name and message as they are written, as they are read)
CASES = (
    (b"ISO-8859-1", "Jürgen".encode("latin-1"), "Jürgen"),
    (b"latin1", "Åsa".encode("latin-1"), "Åsa"),
    (b"KOI8-R", "Андрей".encode("koi8-r"), "Андрей"),
    (b"Shift_JIS", "太郎".encode("shift-jis"), "太郎"),
    (b"UTF-16LE", b"Ada", None),
    (b"no-such-encoding", "Jürgen".encode(), "Jürgen"),
    (b"hex", b"Ada", "Ada"),
    (b"rot13", b"Ada", "Ada"),
    (b"UTF-7", b"+ADw-script+AD4-", "<script>"),
    (b"\xff\xfe", b"Ada", "Ada"),
    (b"x" * 10_000, b"Ada", "Ada"),
)


def test_text_is_kept_in_utf8_where_it_is_what_it_says(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "encodings.git")
    last: tuple[str, ...] = ()
    for at, (encoding, text, _) in enumerate(CASES):
        last = (
            repository.commit(
                repository.tree((FILE, b"file", repository.blob(b"%d\n" % at))),
                *last,
                author=b"%b <%d@example.org> %d +0000" % (text, at, EPOCH),
                headers=[b"encoding " + encoding],
                message=text + b"\n",
            ),
        )
    facts = read(ingest, repository.path)
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        rows = connection.execute(
            "SELECT message FROM ingest.commits WHERE job_id = %s ORDER BY number",
            [facts.job.name.partition("/")[2]],
        ).fetchall()
    for commit, (encoding, _, expected), (message,) in zip(facts.commits, CASES, rows, strict=True):
        if expected is not None:
            assert commit.author[0].decode() == expected, encoding
            assert commit.subject == expected, encoding
            assert bytes(message) == f"{expected}\n".encode(), encoding


def test_it_is_what_git_makes_of_usual_ones(ingest: Ingest) -> None:
    repository = RawRepository.at(ingest.repositories / "usual-encodings.git")
    tree = repository.tree((FILE, b"file", repository.blob(b"1\n")))
    for encoding, text, _ in CASES[:4]:
        repository.commit(
            tree,
            author=b"%b <a@example.org> %d +0000" % (text, EPOCH),
            headers=[b"encoding " + encoding],
            message=text + b"\n",
        )
        (commit,) = read(ingest, repository.path).commits
        oracle = Oracle(repository.path)
        assert commit.author[0] == oracle.show(commit.id, "%an")
        assert commit.subject.encode() == oracle.show(commit.id, "%s")
