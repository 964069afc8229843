"""`codevoyage timeline`, against what git says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from itertools import accumulate

import pytest

from tests.integration.stack.command import Command
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Years 1 to 9999: what is not in them is no date.
DATES = range(-62_135_596_800, 253_402_300_800)


def year_of(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).year:04d}-01-01"


def test_years_are_git_s(up: Command, hard_cases: Oracle) -> None:
    up.one("analyze", str(hard_cases.directory))
    rows = up.lines("timeline", str(hard_cases.directory), "--grain", "year")
    log = [line.split() for line in hard_cases.git("log", "--format=%H %ct %P").decode().splitlines()]
    dated = {commit: (int(time), parents) for commit, time, *parents in log if int(time) in DATES}
    commits = Counter(year_of(time) for time, _ in dated.values())
    merges = Counter(year_of(time) for time, parents in dated.values() if len(parents) > 1)
    insertions, deletions = Counter[str](), Counter[str]()
    for commit, (_, added, removed) in hard_cases.totals().items():
        if commit in dated:
            insertions[year_of(dated[commit][0])] += added
            deletions[year_of(dated[commit][0])] += removed
    found = {name: {row["start"]: row[name] for row in rows if row[name]} for name in rows[0]}
    assert (found["commits"], found["merges"]) == (commits, merges)
    assert (found["insertions"], found["deletions"]) == (+insertions, +deletions)


def test_what_stands_at_the_end_of_a_year_is_git_s_tree(up: Command, hard_cases: Oracle) -> None:
    up.one("analyze", str(hard_cases.directory))
    rows = up.lines("timeline", str(hard_cases.directory), "--grain", "year")
    times = [int(hard_cases.show(commit, "%ct")) for commit in hard_cases.mainline]
    clock = list(accumulate((time if time in DATES else DATES.start for time in times), max))
    for row in rows:
        stood = [
            commit for commit, time in zip(hard_cases.mainline, clock, strict=True) if year_of(time) <= row["start"]
        ]
        tree = hard_cases.tree(stood[-1]) if stood else []
        assert (row["files"], row["lines"]) == (len(tree), sum(entry.lines or 0 for entry in tree)), row["start"]


def test_a_table_draws_bars_and_csv_and_json_do_not(up: Command, hard_cases: Oracle) -> None:
    repository = str(hard_cases.directory)
    up.one("analyze", repository)
    table = up.run("timeline", repository, "--grain", "month").stdout.splitlines()
    assert table[0].split()[:8] == ["from", "commits", "people", "lines", "+", "lines", "-", "files"]
    assert any("█" * 24 in line for line in table)
    assert "The beginning" in table[1]
    csv = up.run("timeline", repository, "--grain", "month", "--csv").stdout.splitlines()
    assert csv[0] == "start,commits,merges,files_touched,people,insertions,deletions,files,lines,releases,eras"
    rows = [json.loads(line) for line in up.run("timeline", repository, "--json").stdout.splitlines()]
    assert "bar" not in rows[0]


def test_what_was_not_analysed_and_what_is_no_date_are_said(up: Command, hard_cases: Oracle) -> None:
    up.one("analyze", str(hard_cases.directory))
    assert "is no date" in up.run("timeline", str(hard_cases.directory), "--since", "soon", code=2).stderr
    assert "No analysis begins with" in up.run("timeline", "zzzz", code=3).stderr
