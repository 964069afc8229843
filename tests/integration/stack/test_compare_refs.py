"""`codevoyage compare-refs`: its answer for scripts and for people, and how it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import Delete, History, Put
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
LINES = b"".join(b"line %d\n" % number for number in range(30))


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    path = tmp_path_factory.mktemp("forked") / "forked.git"
    history = History()
    root = history.commit(Put(b"old name", LINES), Put(b"binary", b"\0\1"), Put(b"gone", b"quite\nother\n"))
    history.commit(Put(b"on-main", b"1\n"), parents=(root,))
    first = history.commit(
        Delete(b"old name"), Put(b"new name", LINES + b"more\n"), parents=(root,), branch=b"feature/x"
    )
    history.commit(
        Put(b"binary", b"\0\2"), Delete(b"gone"), Put(b"\xff\x1b[31m", b"1\n"), parents=(first,), branch=b"feature/x"
    )
    history.commit(Put(b"alone", b"1\n"), branch=b"orphan")
    history.write(path)
    return Oracle(path)


def test_scripts_read_what_git_says(up: Command, forked: Oracle) -> None:
    found = up.one("compare-refs", str(forked.directory), "main", "feature/x")
    assert (found["state"], found["ahead"], found["behind"]) == ("SUCCEEDED", 2, 1)
    assert found["merge_base"] == forked.git("merge-base", "main", "feature/x").decode().strip()
    expected = forked.numstat_between("main", "feature/x")
    assert found["files"] == len(expected) == len(found["changes"])
    assert [(each["insertions"], each["deletions"]) for each in found["changes"]] == [
        (each.insertions, each.deletions) for each in expected
    ]
    assert {each["path"]: (each["status"], each["old_path"]) for each in found["changes"]} == {
        "binary": ("MODIFIED", None),
        "gone": ("DELETED", None),
        "new name": ("RENAMED", "old name"),
        "\\xff\\x1b[31m": ("ADDED", None),
    }
    assert [each["path_bytes"] for each in found["changes"] if "path_bytes" in each] == ["/xtbMzFt"]


def test_people_read_a_table_in_which_nothing_acts(up: Command, forked: Oracle) -> None:
    told = up.run("compare-refs", str(forked.directory), "main", "feature/x").stdout
    assert "feature/x is 2 commits ahead of main and 1 behind" in told
    assert "old name → new name" in told
    assert "\x1b[31m" not in told
    assert "4 files" in told


@pytest.mark.parametrize(
    ("base", "head", "code", "sentence"),
    [
        ("main", "nowhere", 3, "has no branch, tag or commit `nowhere`"),
        ("main", "orphan", 3, "have no commit in common"),
        ("main~1", "main", 2, "`base` must be a branch"),
    ],
)
def test_what_cannot_be_compared_is_said(
    up: Command, forked: Oracle, base: str, head: str, code: int, sentence: str
) -> None:
    assert sentence in up.run("compare-refs", str(forked.directory), base, head, code=code).stderr


def test_a_name_that_looks_like_an_option_is_wrong_usage(up: Command, tmp_path: Path, forked: Oracle) -> None:
    up.run("compare-refs", str(forked.directory), "main", f"--upload-pack=touch {tmp_path}/pwned", code=2)
    up.run("compare-refs", str(forked.directory), "main", "--", f"--upload-pack=touch {tmp_path}/pwned", code=2)
    assert list(tmp_path.iterdir()) == []
