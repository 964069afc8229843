"""`codevoyage owners` and `busfactor` of a team whose work is counted by hand."""

from __future__ import annotations

import pytest

from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.repositories.team import build

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def team(up: Command, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    made = build(tmp_path_factory.mktemp("team") / "team.git")
    up.one("analyze", str(made.directory))
    return made


def test_owners_of_files_are_those_who_added_their_lines(up: Command, team: Oracle) -> None:
    rows = up.lines("owners", str(team.directory), "--files")
    found = {row["path"]: {share["email"]: share["insertions"] for share in row["shares"]} for row in rows}
    claude, bot = "noreply@anthropic.com", "29139614+renovate[bot]@users.noreply.github.com"
    assert found == {
        "README.md": {"ann@example.org": 3},
        "core/a.py": {"ann@example.org": 6 + 2, "bob@example.org": 2, "cyd@example.org": 1},
        "deps.txt": {bot: 1},
        "lib/c.py": {"cyd@example.org": 10},
        "lib/d.py": {"bob@example.org": 1},
        "src/b.py": {"ann@example.org": 4 + 3, claude: 3},
    }
    assert list(found) == sorted(found)
    for row in rows:
        assert sum(share["share"] for share in row["shares"]) == pytest.approx(1)
        assert (row["owner_email"], row["share"]) == (row["shares"][0]["email"], row["shares"][0]["share"])
        assert row["fractal"] == pytest.approx(1 - sum(share["share"] ** 2 for share in row["shares"]))


def test_owners_of_folders_in_every_form(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    rows = up.lines("owners", repository)
    assert [(row["path"], row["files"], row["owner"]) for row in rows] == [
        ("", 2, "Ann Ames"),
        ("core", 1, "Ann Ames"),
        ("lib", 2, "Cyd Carr"),
        ("src", 1, "Ann Ames"),
    ]
    table = up.run("owners", repository).stdout.splitlines()
    assert table[0].split() == ["files", "share", "people", "fractal", "owner", "path"]
    assert table[1].endswith("(root)")
    sheet = up.run("owners", repository, "--csv", "--path", "lib").stdout.splitlines()
    assert sheet[0] == "files,share,people,fractal,owner,path"
    assert sheet[1].endswith(",Cyd Carr,lib")
    assert [row["path"] for row in up.lines("owners", repository, "--at", "2020-01-31")] == ["", "lib", "src"]


def test_the_bus_factor_names_who_would_have_to_leave(up: Command, team: Oracle) -> None:
    # Looked at: all but the two that are documentation by their names. Ann is author of core/a.py (for Bob and Cyd it
    # is 3.293 + 0.164 - 0.321 ln 3 = 3.10 each, too little) and of src/b.py, Bob of lib/d.py, Cyd of lib/c.py.
    [whole] = up.lines("busfactor", str(team.directory))
    assert (whole["path"], whole["files"], whole["with_author"], whole["bus_factor"]) == (None, 4, 4, 2)
    assert [(each["name"], each["coverage"]) for each in whole["people"]] == [("Ann Ames", 0.5), ("Bob Bell", 0.25)]
    told = up.run("busfactor", str(team.directory))
    assert "Bus factor 2: of 4 files 4 have an author" in told.stderr
    assert "left out: 2 files" in told.stderr
    assert [line.split()[2:4] for line in told.stdout.splitlines()[1:]] == [["Ann", "Ames"], ["Bob", "Bell"]]
    folders = up.run("busfactor", str(team.directory), "--depth", "1").stdout.splitlines()
    assert [line.split()[3] for line in folders[1:]] == ["(everything)", "core", "lib", "src"]


def test_the_bus_factor_over_time(up: Command, team: Oracle) -> None:
    rows = up.lines("busfactor", str(team.directory), "--over-time", "2")
    assert [(row["files"], row["bus_factor"]) for row in rows] == [(2, 1), (4, 2)]
    [newest] = up.lines("busfactor", str(team.directory), "--years")
    assert newest["commit"] == team.head
    table = up.run("busfactor", str(team.directory), "--years").stdout.splitlines()
    assert table[1].split() == ["2020-02-11", "2", "3", "4"]


def test_what_is_orphaned_when_people_leave(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    rows = up.lines("busfactor", repository, "--leaving", "Ann Ames", "--leaving", "BOB@example.org")
    assert rows == [
        {"path": "core/a.py", "lines": 9},
        {"path": "lib/d.py", "lines": 1},
        {"path": "src/b.py", "lines": 7},
    ]
    told = up.run("busfactor", repository, "--leaving", "ann@example.org")
    assert "Orphaned: 2 of the 4 files that have an author, 16 of 27 lines." in told.stderr


def test_what_cannot_be_answered_is_said(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    assert "no person who is called Nobody" in up.run("busfactor", repository, "--leaving", "Nobody", code=3).stderr
    assert "Give one of" in up.run("busfactor", repository, "--years", "--depth", "1", code=2).stderr
    up.run("owners", repository, "--depth", "0", code=2)
    assert "has no analysis" in up.run("owners", "/", code=3).stderr
    assert up.lines("owners", repository, "--at", "0001-01-01") == []
