"""`codevoyage eras`, against what git says."""

from __future__ import annotations

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import ADA, BRIAN, Delete, History, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """Fifteen files go from one folder to another, and are deleted."""
    path = tmp_path_factory.mktemp("moved") / "moved.git"
    history = History()
    contents = [b"line %d\n" % number * 20 for number in range(15)]
    first = history.commit(*(Put(b"old/%d.py" % number, each) for number, each in enumerate(contents)), author=ADA)
    moving = [Put(b"new/%d.py" % number, each) for number, each in enumerate(contents)]
    second = history.commit(
        Delete(b"old"), *moving, author=BRIAN, parents=(first,), message=b"Move \x1b[31mit\n", when=1_600_000_000
    )
    history.commit(Delete(b"new"), Put(b"left", b"x\n"), author=ADA, parents=(second,), when=1_600_003_600)
    history.write(path)
    return Oracle(path)


def test_turning_points_are_the_commits_that_made_them(up: Command, moved: Oracle) -> None:
    repository = str(moved.directory)
    up.one("analyze", repository)
    deleted, renamed = up.lines("eras", repository, "--turning-points")
    head, before, _ = moved.git("rev-list", "HEAD").decode().split()
    assert (deleted["commit"], deleted["kind"], deleted["amount"], deleted["standing"]) == (head, "deletions", 15, 15)
    assert (renamed["commit"], renamed["kind"], renamed["share"]) == (before, "moves", 1.0)
    assert (renamed["from"], renamed["to"], renamed["between"], renamed["author"]) == ("old", "new", 15, "Brian")
    status = moved.git("diff-tree", "-r", "-M", "--name-status", f"{before}^", before).decode().splitlines()
    assert renamed["amount"] == sum(line.startswith("R") for line in status)
    assert renamed["subject"] == "Move \\x1b[31mit"
    table = up.run("eras", repository, "--turning-points").stdout
    assert "old → new" in table
    assert [each["kind"] for each in up.lines("eras", repository, "--kind", "moves")] == ["moves"]


def test_eras_are_told_in_three_forms(up: Command, moved: Oracle) -> None:
    repository = str(moved.directory)
    up.one("analyze", repository)
    eras = up.lines("eras", repository)
    assert sum(each["commits"] for each in eras) == moved.commit_count
    assert [leader["name"] for leader in eras[0]["leaders"]] == ["Ada Lovelace", "Brian"]
    assert "The beginning" in up.run("eras", repository).stdout
    assert up.run("eras", repository, "--csv").stdout.startswith("start,end,label,commits,")
    assert "is not one of" in up.run("eras", repository, "--kind", "wars", code=2).stderr
