"""What the commands say of a repository, against git itself."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
import signal
import time
from pathlib import Path

import pytest

from codevoyage_cli.screen.inert import inert
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


@pytest.fixture(scope="session")
def analysed(up: Command, hard_cases: Oracle) -> dict[str, object]:
    return up.one("analyze", str(hard_cases.directory))


def test_an_analysis_equals_git(analysed: dict[str, object], hard_cases: Oracle) -> None:
    totals = hard_cases.totals().values()
    tree = hard_cases.tree()
    assert analysed["state"] == "SUCCEEDED"
    assert analysed["head"] == hard_cases.head
    assert analysed["commits"] == hard_cases.commit_count
    assert analysed["insertions"] == sum(insertions for _, insertions, _ in totals)
    assert analysed["deletions"] == sum(deletions for _, _, deletions in totals)
    assert analysed["files"] == len(tree)
    assert analysed["bytes"] == sum(entry.size or 0 for entry in tree)
    assert analysed["lines"] == sum(entry.lines or 0 for entry in tree)
    assert analysed["people"] == hard_cases.people
    assert analysed["truncated"] is False
    assert analysed["shallow"] is False
    assert re.fullmatch("[0-9a-f]{64}", str(analysed["result_hash"]))


def test_a_second_analysis_has_the_same_result(up: Command, analysed: dict[str, object], hard_cases: Oracle) -> None:
    again = up.one("analyze", str(hard_cases.directory))
    assert again["analysis"] != analysed["analysis"]
    for field in ("repository", "result_hash", "commits", "lines"):
        assert again[field] == analysed[field]


@pytest.mark.parametrize("at", ["newest", "middle", "oldest"])
def test_a_tree_equals_ls_tree(up: Command, analysed: dict[str, object], hard_cases: Oracle, at: str) -> None:
    mainline = hard_cases.mainline
    commit = {"newest": mainline[-1], "middle": mainline[len(mainline) // 2], "oldest": mainline[0]}[at]
    lines = up.lines("tree", str(analysed["analysis"]), "--at", commit)
    found = [(_path(line), line["blob"], line["bytes"], line["lines"]) for line in lines]
    assert found == sorted((entry.path, entry.blob, entry.size, entry.lines) for entry in hard_cases.tree(commit))


def _path(line: dict[str, str]) -> bytes:
    return base64.b64decode(line["path_bytes"]) if "path_bytes" in line else line["path"].encode()


def test_a_repository_s_newest_results_are_found_by_its_path(
    up: Command, analysed: dict[str, object], hard_cases: Oracle
) -> None:
    directory = str(hard_cases.directory)
    found, expected = (
        [line["blob"] for line in up.lines("tree", given)] for given in (directory, analysed["analysis"])
    )
    assert found == expected != []
    assert "has no analysis" in up.run("tree", "/", code=3).stderr


def test_a_tree_has_the_same_files_in_every_form(up: Command, analysed: dict[str, object]) -> None:
    name = str(analysed["analysis"])
    paths = [line["path"] for line in up.lines("tree", name)]
    table = up.run("tree", name).stdout.splitlines()
    sheet = list(csv.DictReader(io.StringIO(up.run("tree", name, "--csv").stdout)))
    assert [row["path"].removeprefix("'") for row in sheet] == [inert(path) for path in paths]
    assert all(line.endswith(inert(path).rstrip()) for line, path in zip(table[1:], paths, strict=True))


def test_a_folder_s_tree_is_what_lies_below_it(up: Command, analysed: dict[str, object]) -> None:
    name = str(analysed["analysis"])
    everything = [_path(line) for line in up.lines("tree", name)]
    folder = next(path for path in everything if b"/" in path).partition(b"/")[0]
    below = [_path(line) for line in up.lines("tree", name, "--path", os.fsdecode(folder))]
    assert below == [path for path in everything if path.startswith(folder + b"/")]


def test_a_date_before_everything_is_an_empty_tree(up: Command, analysed: dict[str, object]) -> None:
    assert up.lines("tree", str(analysed["analysis"]), "--at", "0001-01-01") == []
    up.run("tree", str(analysed["analysis"]), "--at", "yesterday", code=2)


def test_a_cap_reads_the_newest_commits(up: Command, hard_cases: Oracle) -> None:
    capped = up.one("analyze", str(hard_cases.directory), "--max-commits", "3")
    assert (capped["commits"], capped["truncated"], capped["head"]) == (3, True, hard_cases.head)


def test_an_analysis_is_found_by_name_by_id_and_by_how_it_begins(up: Command, analysed: dict[str, object]) -> None:
    name = str(analysed["analysis"])
    identity = name.removeprefix("analyses/")
    assert name in [run["analysis"] for run in up.lines("runs")]
    answers = [[line["path"] for line in up.lines("tree", given)] for given in (name, identity, identity[:12])]
    assert answers[0] == answers[1] == answers[2] != []
    up.run("tree", "no name!", code=2)
    assert "No analysis begins with" in up.run("tree", "2" * 15, code=3).stderr


def test_a_watch_is_resumed_by_cursor_without_a_gap_or_a_repetition(up: Command, analysed: dict[str, object]) -> None:
    name = str(analysed["analysis"])
    snapshot, *events = up.lines("watch", name, "--cursor", "0")
    assert snapshot["kind"] == "snapshot"
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["state"] == "SUCCEEDED"
    middle = len(events) // 2
    _, *rest = up.lines("watch", name, "--cursor", events[middle]["cursor"])
    assert rest == events[middle + 1 :]
    assert "Watch again without a cursor" in up.run("watch", name, "--cursor", "999999", code=3).stderr


def test_an_empty_repository_succeeds_and_says_so(up: Command, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "empty.git")
    assert up.one("analyze", str(tmp_path / "empty.git"))["commits"] == 0
    assert "is empty" in up.run("analyze", str(tmp_path / "empty.git")).stdout


def test_the_summary_has_the_figures_the_overview_and_the_largest_files(up: Command, hard_cases: Oracle) -> None:
    said = up.run("analyze", str(hard_cases.directory)).stdout
    assert f"{hard_cases.commit_count:,} commits by {hard_cases.people} people" in said
    largest = max(hard_cases.tree(), key=lambda entry: entry.lines or 0)
    assert re.search(rf"{largest.lines} lines .* {re.escape(largest.path.decode())}", said)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("/nonexistent/repository", "There is no folder"),
        ("ssh://git@example.org/a/b", "https"),
        ("git@example.org:a/b", "https"),
        (os.sep, "no git repository"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_on_standard_error(up: Command, source: str, sentence: str) -> None:
    before = up.lines("runs")
    ended = up.run("analyze", source, "--json", code=3)
    assert sentence in ended.stderr
    assert ended.stdout == ""
    assert up.lines("runs") == before


def test_without_a_stack_one_is_started_and_stopped(fresh: Command, hard_cases: Oracle) -> None:
    assert fresh.one("analyze", str(hard_cases.directory))["commits"] == hard_cases.commit_count
    assert fresh.processes() == []
    fresh.run("runs", code=4)


@pytest.fixture(scope="session")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough to be interrupted: each commit changes many files."""
    history = History()
    at: tuple[int, ...] = ()
    for number in range(1500):
        edits = (Put(b"folder/%d.txt" % file, b"%d\n" % number * (file + 1)) for file in range(40))
        at = (history.commit(*edits, parents=at),)
    path = tmp_path_factory.mktemp("long") / "long.git"
    history.write(path)
    return path


def test_ctrl_c_asks_the_run_to_stop_and_leaves_nothing_behind(up: Command, long_history: Path) -> None:
    with up.start("analyze", str(long_history), "--json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(("fetching", "reading")):
                break
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "was cancelled" in errors
    assert '"state": "CANCELLED"' in output
    _until_empty(up.folder.clones)


def test_ctrl_c_stops_the_stack_that_was_started_for_the_run(fresh: Command, long_history: Path) -> None:
    with fresh.start("analyze", str(long_history)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("analyses/"):
                break
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "was cancelled" in errors
    assert fresh.processes() == []
    assert list(fresh.folder.clones.iterdir()) == []


def test_a_killed_analyze_takes_its_stack_with_it(fresh: Command, long_history: Path) -> None:
    with fresh.start("analyze", str(long_history)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("analyses/"):
                break
        process.kill()
    until = time.monotonic() + 60
    while fresh.processes():
        assert time.monotonic() < until
        time.sleep(0.1)


def _until_empty(folder: Path) -> None:
    until = time.monotonic() + 20
    while list(folder.iterdir()):
        assert time.monotonic() < until
        time.sleep(0.05)
