"""`codevoyage compare`, against what git says."""

from __future__ import annotations

import pytest

from codevoyage_cli.client.exact_paths import exact_bytes
from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def paths_of(oracle: Oracle, commit: str) -> set[bytes]:
    return set(oracle.git("ls-tree", "-r", "-z", "--name-only", commit).split(b"\0")[:-1])


def test_a_tree_and_the_difference_are_the_other_tree(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    mainline = hard_cases.mainline
    for commit in (mainline[0], mainline[len(mainline) // 2], mainline[-2]):
        files = up.lines("compare", repository, "--from", commit, "--list", "files")
        gone = {exact_bytes(each.get("old_path", each["path"])) for each in files if each["difference"] != "added"}
        come = {exact_bytes(each["path"]) for each in files if each["difference"] != "removed"}
        assert paths_of(hard_cases, commit) - gone | come == paths_of(hard_cases, hard_cases.head)
        changed = {exact_bytes(each["path"]) for each in files if each["difference"] == "changed"}
        status = hard_cases.git("diff", "--no-renames", "--name-status", "-z", commit, "HEAD").split(b"\0")[:-1]
        by_path = dict(zip(status[1::2], status[::2], strict=True))
        # What was deleted and added again at its path is changed for git.
        assert {path for path, letter in by_path.items() if letter in (b"M", b"T")} - changed <= gone & come
        assert {by_path.get(path) for path in changed} <= {b"M", b"T"}


def test_figures_are_told_of_two_dates_and_of_two_repositories(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    first = hard_cases.mainline[0]
    figures = {row["figure"]: row for row in up.lines("compare", repository, "--from", first)}
    assert (figures["commit"]["before"], figures["commit"]["after"]) == (first, hard_cases.head)
    assert figures["files"]["before"] == len(hard_cases.tree(first))
    assert figures["files"]["after"] == len(hard_cases.tree(hard_cases.head))
    assert figures["lines"]["after"] == sum(entry.lines or 0 for entry in hard_cases.tree(hard_cases.head))
    owners = up.lines("compare", repository, "--from", first, "--list", "owners")
    assert len(owners) == figures["files with a new main owner"]["change"]
    # Not counted: key frames may be measured between two questions, and then there are more.
    assert all(
        row["score_after"] > row["score_before"]
        for row in up.lines("compare", repository, "--from", first, "--list", "hotter")
    )
    both = {row["figure"]: row for row in up.lines("compare", repository, repository)}
    assert both["commits"]["first"] == both["commits"]["second"] == hard_cases.commit_count
    assert "bus factor" in up.run("compare", repository, repository).stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Compare with what?"),
        ((".", "--from", "2024-01-01"), "Two repositories are compared as they are now"),
        (("--from", "soon"), "is no date"),
    ],
)
def test_what_cannot_be_compared_is_said(
    up: Command, hard_cases: Oracle, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in up.run("compare", str(hard_cases.directory), *arguments, code=2).stderr
