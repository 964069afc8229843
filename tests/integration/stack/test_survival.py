"""`codevoyage survival` and `codevoyage blame`, against plain `git blame` at five dates."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.integration.stack.command import Command
from tests.integration.stack.studied import studied
from tests.repositories import team
from tests.repositories.blame import blamed, may_come_from_a_shared_source
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return team.build(tmp_path_factory.mktemp("lines") / "team.git")


def told_by_git(oracle: Oracle, commit: str, placeholder: str) -> Counter[str]:
    """Lines of a tree by something that git says of the commits that wrote them."""
    lines = Counter(
        origin for entry in oracle.tree(commit) if entry.lines for origin in blamed(oracle, commit, entry.path)
    )
    found: Counter[str] = Counter()
    for origin, count in lines.items():
        found[oracle.show(origin, placeholder).decode().strip()] += count
    return found


def test_five_dates_are_what_git_blame_says(up: Command, repository: Oracle) -> None:
    source = str(repository.directory)
    studied(up, source)
    commits = [repository.mainline[at] for at in (0, 1, 3, 4, -1)]
    for commit in commits:
        by_year = up.lines("survival", source, "--at", commit)
        assert {row["commit"] for row in by_year} == {commit}
        years = Counter[str]()
        for day, lines in told_by_git(repository, commit, "%cs").items():
            years[day[:4]] += lines
        assert {row["group"]: row["lines"] for row in by_year} == years
        by_person = up.lines("survival", source, "--at", commit, "--by", "person")
        assert {row["email"]: row["lines"] for row in by_person} == told_by_git(repository, commit, "%ae")
        assert sum(row["share"] for row in by_person) == pytest.approx(1)


def test_each_line_of_a_hard_history_is_git_blame_s(up: Command, hard_cases: Oracle) -> None:
    source = str(hard_cases.directory)
    studied(up, source)
    compared = 0
    for entry in hard_cases.tree():
        path = entry.path.decode(errors="surrogateescape")
        if not entry.lines:
            continue
        rows = map(json.loads, up.run("blame", "--json", source, "--", path).stdout.splitlines())
        found = [row["commit"] for row in rows for _ in range(row["lines"])]
        for mine, theirs in zip(found, blamed(hard_cases, "HEAD", entry.path), strict=True):
            assert mine == theirs or may_come_from_a_shared_source(hard_cases, mine)
            compared += 1
    assert compared == sum(row["lines"] for row in up.lines("survival", source))


def test_tables_for_people_wrong_usage_and_what_is_not_there(up: Command, repository: Oracle) -> None:
    source = str(repository.directory)
    studied(up, source)
    assert up.run("survival", source).stdout.splitlines()[1].split()[0] == "2020"
    assert "lines at" in up.run("survival", source, "--over-time", "4").stdout
    curve = up.run("survival", source, "--curve")
    assert "lines ever" in curve.stderr
    assert "leave out --over-time" in up.run("survival", source, "--curve", "--over-time", "3", code=2).stderr
    assert "bound --over-time or --curve" in up.run("survival", source, "--since", "2020-01-01", code=2).stderr
    assert "no.py" in up.run("blame", source, "no.py", code=3).stderr
    assert up.run("blame", source, "core/a.py", "--csv").stdout.startswith("first,lines,commit,")
