"""`codevoyage search`, against what git says."""

from __future__ import annotations

import pytest

from codevoyage_cli.client.exact_paths import exact_bytes
from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def test_everything_that_git_names_is_found(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    found = up.lines("search", repository, "a", "--kind", "paths", "--limit", "1000")
    names = hard_cases.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split(b"\0")[:-1]
    # Latin letters: of other ones git and we would have to agree on capitals.
    assert {name for name in names if b"a" in name.lower()} <= {exact_bytes(row["path"]) for row in found}
    head = hard_cases.head
    [commit] = up.lines("search", repository, head[:12])
    assert (commit["kind"], commit["match"], commit["commit"]) == ("commit", "id", head)
    author = hard_cases.git("log", "-1", "--format=%ae", "HEAD").decode().strip()
    people = up.lines("search", repository, author, "--kind", "people")
    assert author in [person["email"] for person in people]


def test_a_table_says_what_was_found_and_how_much_was_left_out(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    told = up.run("search", repository, "a", "--limit", "1")
    assert {line.split()[0] for line in told.stdout.splitlines()[1:]} <= {"path", "person", "commit"}
    assert "more: give more of what you look for" in told.stderr
    assert "\x1b" not in told.stdout
    assert up.run("search", repository, "a", "--csv").stdout.startswith("kind,match,path,")
    assert "`query` must be" in up.run("search", repository, " ", code=2).stderr
