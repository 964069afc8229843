"""`codevoyage contributors`, `network` and `assisted`, against git and a team that is counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.repositories.team import build

pytestmark = pytest.mark.integration
CLAUDE = "noreply@anthropic.com"


@pytest.fixture(scope="module")
def team(up: Command, tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    made = build(tmp_path_factory.mktemp("team") / "team.git")
    up.one("analyze", str(made.directory))
    return made


def shortlog(oracle: Oracle, *options: str) -> Counter[str]:
    """Commits by e-mail, as git counts authors."""
    lines = oracle.git("shortlog", "-sne", *options, "HEAD").decode().splitlines()
    return Counter({line.rpartition("<")[2].rstrip(">"): int(line.split()[0]) for line in lines})


def test_commits_and_merges_are_git_s(up: Command, team: Oracle) -> None:
    rows = {row["email"]: row for row in up.lines("contributors", str(team.directory))}
    authored = {email: row["commits"] - row["co_authored"] for email, row in rows.items()}
    assert {email: commits for email, commits in authored.items() if commits} == shortlog(team, "--no-merges")
    merges = {email: row["merges"] for email, row in rows.items() if row["merges"]}
    assert merges == shortlog(team, "--merges")
    assert {email: row["co_authored"] for email, row in rows.items() if row["co_authored"]} == {
        "ann@example.org": 1,
        CLAUDE: 1,
    }


def test_lines_and_days_are_git_s(up: Command, team: Oracle) -> None:
    rows = {row["email"]: row for row in up.lines("contributors", str(team.directory))}
    for email in ("bob@example.org", "cyd@example.org"):  # who helped with nobody's commits
        log = team.git("log", "--no-merges", "-M", "--numstat", "--format=", f"--author={email}").decode().split("\n")
        numbers = [line.split("\t")[:2] for line in log if line]
        assert rows[email]["insertions"] == sum(int(added) for added, _ in numbers)
        assert rows[email]["deletions"] == sum(int(removed) for _, removed in numbers)
        dates = team.git("log", "--format=%ad", "--date=short", f"--author={email}").decode().split()
        assert rows[email]["active_days"] == len(set(dates))
        assert (rows[email]["first_seen"][:10], rows[email]["last_seen"][:10]) == (min(dates), max(dates))


def test_every_commit_of_a_hard_history_has_one_author(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    rows = up.lines("contributors", repository)
    for kind, counted in (
        ("--no-merges", sum(row["commits"] - row["co_authored"] for row in rows)),
        ("--merges", sum(row["merges"] for row in rows)),
    ):
        assert counted == int(hard_cases.git("rev-list", "--count", kind, "HEAD"))
    owned = up.lines("owners", repository, "--files")
    assert {row["path"] for row in owned} <= {row["path"] for row in up.lines("tree", repository)}
    assert sum(row["owned_files"] for row in rows) == len(owned)
    for command in ("busfactor", "network", "assisted"):
        up.lines(command, repository)


def test_the_table_is_short_and_orders_differ(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    table = up.run("contributors", repository, "--order", "owned-lines").stdout.splitlines()
    assert table[0].split()[:2] == ["commits", "merges"]
    assert "Ann Ames" in table[1]
    assert "Cyd Carr" in table[2]
    assert [line.split()[-1] for line in table if "renovate" in line] == ["bot"]
    below = {row["name"]: row["commits"] for row in up.lines("contributors", repository, "--path", "lib")}
    assert below == {"Bob Bell": 1, "Cyd Carr": 1}


def test_one_person_in_every_form(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    found = up.one("contributors", repository, "--who", "Ann Ames")
    assert [(month["month"], month["commits"]) for month in found["months"]] == [("2020-01", 2), ("2020-02", 1)]
    assert [file["path"] for file in found["top_files"]] == ["core/a.py", "src/b.py", "README.md"]
    told = up.run("contributors", repository, "--who", "ANN@example.org")
    assert "Ann Ames: 3 commits and 1 merge on 2 days" in told.stderr
    assert any(line.split() == ["file", "1", "3", "0", "README.md"] for line in told.stdout.splitlines())
    assert "no person who is called Nobody" in up.run("contributors", repository, "--who", "Nobody", code=3).stderr


def test_the_network_links_who_changes_the_same_files(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    links = {(row["first"], row["second"]): row["weight"] for row in up.lines("network", repository, "--links", "9")}
    # src/a.py, core/a.py now: Ann 2, Bob 1, Cyd 1.
    assert {frozenset(pair): weight for pair, weight in links.items()} == {
        frozenset(("Ann Ames", "Bob Bell")): 1,
        frozenset(("Ann Ames", "Cyd Carr")): 1,
        frozenset(("Bob Bell", "Cyd Carr")): 1,
    }
    told = up.run("network", repository)
    assert "3 of 3 people in 1 community" in told.stderr
    assert [line.split()[3] for line in told.stdout.splitlines()[1:]] == ["Ann", "Bob", "Cyd"]
    up.run("network", repository, "--people", "1", code=2)


def test_what_programs_helped_to_write_is_what_trailers_say(up: Command, team: Oracle) -> None:
    repository = str(team.directory)
    rows = up.lines("assisted", repository)
    assert [(row["month"], row["commits"], row["assisted_commits"]) for row in rows] == [
        ("2020-01", 4, 0),
        ("2020-02", 3, 1),
    ]
    said = team.git("log", "--no-merges", "--format=%(trailers:key=Co-authored-by,valueonly)").decode()
    assert sum(row["assisted_commits"] for row in rows) == said.count(f"<{CLAUDE}>")
    assert [(each["email"], each["commits"]) for each in rows[1]["programs"]] == [(CLAUDE, 1)]
    assert rows[1]["assisted_insertions"] == 3
    told = up.run("assisted", repository)
    assert "1 of 7 commits name a program." in told.stderr
    assert told.stdout.splitlines()[-1].endswith("Claude")
