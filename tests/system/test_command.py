"""The figures and the trees that `codevoyage` prints, against git itself."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle
from tests.system.stacks import Figures

pytestmark = pytest.mark.integration

README = Path(__file__).parents[2] / "README.md"
KEYS = [
    *("analysis", "repository", "state", "head", "commits", "changes", "insertions", "deletions", "files", "bytes"),
    *("lines", "people", "truncated", "shallow", "odd_dates", "result_hash", "seconds", "ingest_seconds", "stages"),
]


def test_analyze_prints_the_fields_that_the_readme_promises(analysed: Figures) -> None:
    assert list(analysed) == KEYS
    table = README.read_text().partition("### For scripts")[2].partition("`codevoyage tree --json`")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    assert {word for row in rows for word in re.findall(r"`(\w+)`", row)} <= set(KEYS)
    assert set(KEYS) <= set(re.findall(r"`(\w+)`", table))


def test_analyze_prints_gits_figures(analysed: Figures, hard_cases: Oracle) -> None:
    totals = list(hard_cases.totals().values())
    tree = hard_cases.tree()
    expected = {
        "state": "SUCCEEDED",
        "head": hard_cases.head,
        "commits": hard_cases.commit_count,
        "changes": sum(changes for changes, _, _ in totals),
        "insertions": sum(insertions for _, insertions, _ in totals),
        "deletions": sum(deletions for _, _, deletions in totals),
        "files": len(tree),
        "bytes": sum(entry.size or 0 for entry in tree),
        "lines": sum(entry.lines or 0 for entry in tree),
        "people": hard_cases.people,
        "truncated": False,
    }
    assert {key: analysed[key] for key in expected} == expected
    assert re.fullmatch(r"analyses/[a-z2-7]{16}", analysed["analysis"])
    assert re.fullmatch(r"repositories/[a-z2-7]+", analysed["repository"])
    assert list(analysed["stages"]) == ["FETCHING", "READING", "MEASURING", "COMPUTING", "DESCRIBING"]
    assert 0 < analysed["ingest_seconds"] <= analysed["seconds"]


def test_the_same_state_has_the_same_result_hash(stack: Command, analysed: Figures, hard_cases: Oracle) -> None:
    again = stack.one("analyze", str(hard_cases.directory))
    assert again["analysis"] != analysed["analysis"]
    timed = {"analysis", "seconds", "ingest_seconds", "stages"}
    assert {key: again[key] for key in KEYS if key not in timed} == {
        key: analysed[key] for key in KEYS if key not in timed
    }


def test_the_tree_at_every_commit_of_the_mainline_equals_ls_tree(
    stack: Command, analysed: Figures, hard_cases: Oracle
) -> None:
    for commit in hard_cases.mainline:
        assert _tree(stack, analysed, "--at", commit) == _expected(hard_cases, commit), commit
    assert _tree(stack, analysed) == _expected(hard_cases, "HEAD")


def _tree(stack: Command, analysed: Figures, *options: str) -> list[tuple[object, ...]]:
    lines = stack.lines("tree", analysed["analysis"], *options)
    return [(_path(line), line["blob"], line["bytes"], line["lines"]) for line in lines]


def _path(line: dict[str, Any]) -> bytes:
    """The exact bytes; what is printed beside them must be those, escaped."""
    if "path_bytes" not in line:
        return str(line["path"]).encode()
    exact = base64.b64decode(line["path_bytes"])
    escapes = re.sub(rb"\\(\\|x[0-9a-f]{2})", _unescaped, str(line["path"]).encode())
    assert escapes == exact
    return exact


def _unescaped(match: re.Match[bytes]) -> bytes:
    return b"\\" if match[1] == b"\\" else bytes.fromhex(match[1][1:].decode())


def _expected(oracle: Oracle, commit: str) -> list[tuple[object, ...]]:
    return sorted((entry.path, entry.blob, entry.size, entry.lines) for entry in oracle.tree(commit))


def test_the_tree_off_the_mainline_names_the_merge_that_brought_the_commit_in(
    stack: Command, analysed: Figures, hard_cases: Oracle
) -> None:
    off = [commit for commit in hard_cases.commits() if commit not in hard_cases.mainline]
    assert off
    for commit in off:
        above = hard_cases.git("rev-list", "--ancestry-path", f"{commit}..HEAD").decode().split()
        merge = next(state for state in hard_cases.mainline if state in above)
        refused = stack.run("tree", analysed["analysis"], "--at", commit, "--json", code=3)
        assert f"is not on the mainline. Ask for {merge}" in refused.stderr
        assert refused.stdout == ""


def test_an_empty_repository_succeeds_and_says_that_it_is_empty(stack: Command, empty: Path) -> None:
    figures = stack.one("analyze", str(empty))
    assert list(figures) == KEYS
    assert (figures["state"], figures["head"], figures["commits"]) == ("SUCCEEDED", "", 0)
    assert "is empty" in stack.run("analyze", str(empty)).stdout
    assert stack.lines("tree", figures["analysis"]) == []
