"""The figures of docs/reliability.md, from what the tests of faults measured.

`python -m bench.recovery MEASUREMENTS PAGE`

MEASUREMENTS: lines of JSON, as `tests/faults` writes them into CODEVOYAGE_RECOVERY_FILE: row, what, seconds. PAGE: what
stands between its two markers is replaced by the table of n, median and worst, and by what machine it was.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

BEGIN = "<!-- figures: written by `make reliability` -->"
END = "<!-- end of figures -->"
#: A fault, and the sign of life that was waited for.
Key = tuple[int, str]


def main() -> int:
    """Reads, computes, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measurements", type=Path)
    parser.add_argument("page", type=Path)
    asked = parser.parse_args()
    measured = read(asked.measurements.read_text(encoding="utf-8").splitlines())
    asked.page.write_text(replaced(asked.page.read_text(encoding="utf-8"), figures(measured)), encoding="utf-8")
    return 0


def read(lines: Iterable[str]) -> dict[Key, list[float]]:
    """Seconds of each fault, in the order of rows; within a row as they were first measured."""
    measured: dict[Key, list[float]] = defaultdict(list)
    for line in lines:
        one = json.loads(line)
        measured[one["row"], one["what"]].append(one["seconds"])
    return dict(sorted(measured.items(), key=lambda item: item[0][0]))


def figures(measured: Mapping[Key, Sequence[float]]) -> str:
    """The table and the machine, as Markdown."""
    rows = [
        f"| {row} | {what} | {len(seconds)} | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s |"
        for (row, what), seconds in measured.items()
    ]
    head = ["| row | from, to | n | median | worst |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, "", _machine()])


def replaced(page: str, between: str, *, begin: str = BEGIN, end: str = END) -> str:
    """The page with new figures between its markers. Raises ValueError where there are none."""
    before, begins, rest = page.partition(begin)
    _, ends, after = rest.partition(end)
    if not begins or not ends:
        raise ValueError(f"The page has no place for figures: write {begin} and {end} into it.")
    return f"{before}{begin}\n{between}\n{end}{after}"


def _machine() -> str:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    when = datetime.now(UTC).strftime("%B %Y")
    return (
        f"{os.cpu_count()} cores, {gigabytes:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, git {git}, {when}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
