"""`codevoyage coupling`, against counting what `git log --name-only` says."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import EPOCH, History, Put, git

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of which some change together more often than others; every ninth commit changes forty."""
    path = tmp_path_factory.mktemp("coupled") / "coupled.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(40):
        names = {
            name
            for step, name in ((2, "src/a.py"), (2, "src/b.py"), (3, "lib/c.py"), (4, "lib/d.py"))
            if number % step == 0
        }
        names |= {"src/a.py"} if number % 5 == 0 else set()
        names |= {f"many/{other}.txt" for other in range(40)} if number % 9 == 8 else set()
        puts = [Put(name.encode(), b"line of %d\n" % number) for name in sorted(names)]
        last = (history.commit(*puts, parents=last, when=EPOCH + number * 3_600),)
    history.write(path)
    return path


def counted(repository: Path, *, largest: int = 30) -> tuple[Counter[frozenset[str]], Counter[str], int]:
    """Shared commits, revisions, and commits that were looked at, from git's own log."""
    log = git(repository, "log", "--no-merges", "--name-only", "--format=%x00", "main").decode()
    changesets = [set(each.split()) for each in log.split("\0") if each.split()]
    small = [names for names in changesets if len(names) <= largest]
    pairs = Counter(frozenset(pair) for names in small for pair in itertools.combinations(sorted(names), 2))
    return pairs, Counter(name for names in small for name in names), len(small)


def test_pairs_are_what_git_s_log_gives(up: Command, repository: Path) -> None:
    up.one("analyze", str(repository))
    rows = up.lines("coupling", str(repository), "--shared", "1", "--revisions", "1", "--degree", "0.001")
    shared, revisions, changesets = counted(repository)
    assert {frozenset((row["first"], row["second"])): row["shared"] for row in rows} == dict(shared)
    for row in rows:
        one, other = revisions[row["first"]], revisions[row["second"]]
        assert (row["first_revisions"], row["second_revisions"]) == (one, other)
        assert row["degree"] == pytest.approx(200 * row["shared"] / (one + other))
        assert row["support"] == pytest.approx(row["shared"] / changesets)


def test_what_is_missing_beside_a_file_is_its_usual_partner(up: Command, repository: Path) -> None:
    up.one("analyze", str(repository))
    [row, *others] = up.lines("coupling", str(repository), "--missing-for", "src/b.py")
    assert all(0.5 <= other["confidence"] <= row["confidence"] for other in others)
    shared, revisions, _ = counted(repository)
    assert (row["missing"], row["shared"]) == ("src/a.py", shared[frozenset({"src/a.py", "src/b.py"})])
    assert row["confidence"] == pytest.approx(row["shared"] / revisions["src/b.py"])


def test_tables_for_people_and_wrong_usage(up: Command, repository: Path) -> None:
    directory = str(repository)
    up.one("analyze", directory)
    table = up.run("coupling", directory, "--top", "1")
    assert table.stdout.splitlines()[1].split()[-2:] == ["src/a.py", "src/b.py"]
    assert "commits of more than 30 files" in table.stderr
    assert up.run("coupling", directory, "--folders", "--csv").stdout.startswith("degree,shared,")
    assert "leave out --folders" in up.run("coupling", directory, "--folders", "--missing-for", "a", code=2).stderr
    assert "no.py" in up.run("coupling", directory, "--missing-for", "no.py", code=3).stderr
