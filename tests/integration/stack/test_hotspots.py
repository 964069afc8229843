"""`codevoyage hotspots` and `codevoyage history`, against git's log and against counting indentation by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.stack.command import Command
from tests.repositories.history import EPOCH, Delete, History, Put, git

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten versions of a file that grows, three of one that is renamed on its way, and one flat."""
    path = tmp_path_factory.mktemp("hot") / "hot.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(10):
        puts: list[Put | Delete] = [Put(b"src/deep.py", nested(number + 2))]
        if number in (0, 3):
            puts.append(Put(b"src/old.py", nested(number + 3)))
        if number == 7:
            puts += [Delete(b"src/old.py"), Put(b"src/new.py", nested(6))]
        if number == 5:
            puts.append(Put(b"flat.py", b"x = 1\n" * 20))
        last = (history.commit(*puts, parents=last, when=EPOCH + number * 86_400),)
    history.write(path)
    return path


def nested(depth: int) -> bytes:
    return b"".join(b"    " * level + b"if x%d:\n" % level for level in range(depth)) + b"    " * depth + b"pass\n"


def levels(content: bytes) -> int:
    """By hand: four spaces a level."""
    return sum((len(line) - len(line.lstrip(b" "))) // 4 for line in content.splitlines())


def changed(repository: Path, path: str) -> list[str]:
    log = git(repository, "log", "--no-merges", "--follow", "--format=%H", "main", "--", path)
    return log.decode().split()


def test_frequency_is_git_s_log_and_complexity_the_tree_s_indentation(up: Command, repository: Path) -> None:
    up.one("analyze", str(repository))
    rows = {row["path"]: row for row in up.lines("hotspots", str(repository))}
    assert list(rows) == ["src/deep.py", "src/new.py", "flat.py"]
    for path, row in rows.items():
        assert row["revisions"] == len(changed(repository, path))
        assert row["complexity"] == levels(git(repository, "show", f"main:{path}"))
    # Of three files: 3/3 x 3/3, 2/3 x 2/3, 1/3 x 1/3.
    assert [row["score"] for row in rows.values()] == pytest.approx([1, 4 / 9, 1 / 9])
    assert sum(each["revisions"] for each in rows["src/deep.py"]["trend"]) == 10


def test_a_range_of_dates_counts_its_commits_alone(up: Command, repository: Path) -> None:
    up.one("analyze", str(repository))
    since = git(repository, "log", "--format=%cI", "--skip=2", "-1", "main").decode().strip()
    rows = {row["path"]: row["revisions"] for row in up.lines("hotspots", str(repository), "--since", since)}
    assert rows == {"src/deep.py": 3, "src/new.py": 1}


def test_a_file_s_commits_are_those_of_git_s_log_along_its_rename(up: Command, repository: Path) -> None:
    up.one("analyze", str(repository))
    rows = up.lines("history", str(repository), "src/new.py")
    assert [row["commit"] for row in rows] == changed(repository, "src/new.py")
    assert [row["path"] for row in rows] == ["src/new.py", "src/old.py", "src/old.py"]
    versions = up.lines("history", str(repository), "src/new.py", "--versions")
    assert [each["lines"] for each in versions] == [4, 7, 7]
    assert (versions[-1]["end_position"], versions[-1]["complexity"]) == (None, levels(nested(6)))


def test_tables_for_people_and_what_is_not_there(up: Command, repository: Path) -> None:
    directory = str(repository)
    up.one("analyze", directory)
    table = up.run("hotspots", directory, "--top", "1")
    assert table.stdout.splitlines()[1].endswith("src/deep.py")
    assert "2 more files ranked" in table.stderr
    assert up.run("hotspots", directory, "--csv").stdout.startswith("revisions,complexity,score,")
    gone = up.run("history", directory, "src/old.py")
    assert "src/new.py" in gone.stdout
    assert "no.py" in up.run("history", directory, "no.py", code=3).stderr
