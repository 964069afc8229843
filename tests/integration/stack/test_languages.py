"""`codevoyage languages`, against counting git's trees at ten dates."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.integration.stack.command import Command
from tests.repositories import team
from tests.repositories.counted_trees import CountedTrees, Total, standing_at
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: What the suffixes of the team's files mean.
LANGUAGES = {b"py": "Python", b"md": "Markdown", b"txt": "Text"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return team.build(tmp_path_factory.mktemp("team") / "team.git")


def test_ten_dates_are_what_counting_git_s_trees_gives(up: Command, repository: Oracle) -> None:
    up.one("analyze", str(repository.directory))
    rows = up.lines("languages", str(repository.directory), "--over-time", "10")
    times = list(dict.fromkeys(row["time"] for row in rows))
    assert len(times) == 10
    commits = standing_at(repository.directory, [int(datetime.fromisoformat(time).timestamp()) for time in times])
    assert [commits[0], commits[-1]] == [repository.mainline[0], repository.head]
    with CountedTrees(repository.directory) as trees:
        for time, commit in zip(times, commits, strict=True):
            ours = [row for row in rows if row["time"] == time]
            assert {row["commit"] for row in ours} == {commit}
            theirs = trees.totals(commit, key=lambda path: path.rpartition(b".")[2])
            assert {row["language"]: Total(row["files"], row["lines"], row["bytes"]) for row in ours} == {
                LANGUAGES[suffix]: total for suffix, total in theirs.items()
            }


def test_the_newest_tree_of_a_hard_history_is_git_s(up: Command, hard_cases: Oracle) -> None:
    up.one("analyze", str(hard_cases.directory))
    rows = up.lines("languages", str(hard_cases.directory))
    tree = hard_cases.tree()
    assert {row["commit"] for row in rows} == {hard_cases.head}
    assert sum(row["files"] for row in rows) == len(tree)
    assert sum(row["lines"] for row in rows) == sum(entry.lines or 0 for entry in tree)
    assert sum(row["bytes"] for row in rows) == sum(entry.size or 0 for entry in tree)
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_tables_for_people_and_wrong_usage(up: Command, repository: Oracle) -> None:
    directory = str(repository.directory)
    up.one("analyze", directory)
    table = up.run("languages", directory, "--class", "source")
    assert table.stdout.splitlines()[1].split()[0] == "Python"
    assert "of other classes at the last step" in table.stderr
    over_time = up.run("languages", directory, "--over-time", "3").stdout.splitlines()
    assert over_time[0].split() == ["lines", "at", "Python", "Markdown", "Text"]
    assert len(over_time) == 4
    assert up.run("languages", directory, "--csv").stdout.startswith("time,position,commit,language,files,lines,")
    assert "bound --over-time" in up.run("languages", directory, "--since", "2020-01-01", code=2).stderr
    assert (
        "No state of the mainline" in up.run("languages", directory, "--over-time", "3", "--since", "2099-01-01").stderr
    )
