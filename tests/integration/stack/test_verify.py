"""`codevoyage verify`: what was read against git, its answer for scripts and for people, and how it is stopped."""

from __future__ import annotations

import re
import signal
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.integration.stack.command import Command
from tests.repositories.copies import copied
from tests.repositories.history import History, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def test_what_was_read_does_not_differ(up: Command, hard_cases: Oracle) -> None:
    up.run("analyze", str(hard_cases.directory))
    verified = up.one("verify", str(hard_cases.directory), "--trees", "3", "--seed", "5")
    assert verified["state"] == "SUCCEEDED"
    assert verified["head"] == hard_cases.head
    assert (verified["differences"], verified["differing"], verified["first_differences"]) == (0, {}, [])
    assert verified["compared"]["COMMITS"] == hard_cases.commit_count
    assert verified["compared"]["TREES"] == 4
    assert (verified["trees"], verified["seed"]) == (3, 5)


def test_what_was_not_read_yet_is_read_first(up: Command, hard_cases: Oracle) -> None:
    fresh = copied(hard_cases.directory, prefix="fresh")
    done = up.run("verify", str(fresh))
    assert "comes first" in done.stderr
    assert re.search(rf"\b{hard_cases.commit_count}\s+commits", done.stdout)
    assert "No difference to git" in done.stdout


def test_a_difference_is_said_and_is_exit_code_1(up: Command, hard_cases: Oracle) -> None:
    path = copied(hard_cases.directory, prefix="tampered")
    up.run("analyze", str(path))
    with closing(psycopg.connect(up.database_url("ingest"))) as connection, connection:
        connection.execute(
            "UPDATE ingest.commits SET subject = 'Nobody wrote this' WHERE number = 0 AND job_id IN (SELECT j.id FROM "
            "ingest.jobs j JOIN ingest.repositories r ON j.repository_id = r.id WHERE r.source = %s)",
            [str(path.resolve())],
        )
    assert up.one("verify", str(path), code=1)["differing"] == {"MESSAGES": 1}
    told = up.run("verify", str(path), code=1).stdout
    assert "Nobody wrote this" in told
    assert "1 difference to git" in told


def test_ctrl_c_stops_it(up: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.git"
    history, last = History(), ()
    for number in range(1_000):
        last = (history.commit(Put(b"file-%d.txt" % (number % 50), b"%d\n" % number), parents=last),)
    history.write(path)
    up.run("analyze", str(path))
    with up.start("verify", str(path), "--trees", "10000") as process:
        assert process.stderr is not None
        while "comparing" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "was stopped before its end" in errors


@pytest.mark.parametrize("arguments", [["--trees", "-1"], ["--trees", "10001"], ["--seed", "-1"]])
def test_what_has_no_meaning_is_wrong_usage(up: Command, arguments: list[str]) -> None:
    up.run("verify", ".", *arguments, code=2)
