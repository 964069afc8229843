"""Row 31: paths whose bytes are no UTF-8."""

from __future__ import annotations

import base64
from pathlib import Path

import psycopg
import pytest

from tests.hostile.reading import read_exactly
from tests.integration.ingest.conftest import Ingest
from tests.integration.stack.command import Command
from tests.repositories.history import Delete, History, Put

pytestmark = pytest.mark.integration
#: Latin-1, a cut-off character, an overlong slash, a surrogate in UTF-8, a code point beyond all, every byte there is.
ODD = (
    b"gr\xfc\xdfe.txt",
    b"cut \xe2\x82",
    b"overlong \xc0\xaf",
    b"surrogate \xed\xb2\x80",
    b"beyond \xf4\x90\x80\x80",
    b"folder \xff/\xfe\xfd",
    bytes(byte for byte in range(1, 256) if byte != ord("/")),
)


def history() -> History:
    """Each path appears, is changed, and the first one is renamed to the second's folder."""
    found = History()
    start = found.commit(*(Put(path, b"%d\n" % at * 9) for at, path in enumerate(ODD)))
    changed = found.commit(*(Put(path, b"%d\n" % at * 9 + b"more\n") for at, path in enumerate(ODD)), parents=(start,))
    found.commit(Delete(ODD[0]), Put(b"folder \xff/\xdf", b"0\n" * 9 + b"more\n"), parents=(changed,))
    return found


def test_their_exact_bytes_are_the_key(ingest: Ingest) -> None:
    path = ingest.repositories / "no-text.git"
    history().write(path)
    facts = read_exactly(ingest, path)
    assert set(facts.tree(1)) == set(ODD)
    (moved,) = facts.changes[facts.commits[2].id]
    assert (moved.status, moved.old_path, moved.path) == ("RENAMED", ODD[0], b"folder \xff/\xdf")
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        stored = connection.execute(
            "SELECT path FROM ingest.paths WHERE job_id = %s", [facts.job.name.partition("/")[2]]
        ).fetchall()
    assert {bytes(row[0]) for row in stored} == {*ODD, b"folder \xff/\xdf"}


def test_they_are_shown_escaped_and_given_exactly(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "no-text.git"
    history().write(path)
    run = command.one("analyze", str(path))
    lines = command.lines("tree", run["analysis"])
    assert {base64.b64decode(line["path_bytes"]) for line in lines} == {*ODD[1:], b"folder \xff/\xdf"}
    shown = {line["path"] for line in lines}
    assert r"folder \xff/\xdf" in shown
    assert r"overlong \xc0\xaf" in shown
    assert all(line.isprintable() for line in command.run("tree", run["analysis"]).stdout.splitlines())
