"""Languages over time against git: every file of the tree counted anew at each date.

`python -m bench.languages REPOSITORY [--dates 10]`

Starts a stack, analyses the repository, asks `codevoyage languages --over-time`, and compares with what git says: which
commit stood at each date (`git log --first-parent`, the running maximum of committer times), and its files
(`git ls-tree -r -l`), each one's lines counted from its content. All languages together are compared exactly; those
that have a suffix or a name of their own also by themselves.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bench.git_log import bare_clone
from bench.stacks import stack
from tests.repositories.counted_trees import CountedTrees, Total, standing_at

#: Ends of paths that mean one language wherever they stand: not `.h`, which is of several.
_SUFFIXES: Final = {
    b"Rakefile": "Ruby",
    b".py": "Python",
    b".tcl": "Tcl",
    b".rb": "Ruby",
    b".go": "Go",
    b".rs": "Rust",
    b".css": "CSS",
}


def main() -> int:
    """Compares and prints; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("--dates", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder:
        bare = bare_clone(asked.repository, Path(folder))
        with stack(Path(folder)) as up:
            up.analyze(bare)
            rows = _asked(up.data, bare, dates=asked.dates)
        return _compared(bare, rows)


def _asked(data: Path, bare: Path, *, dates: int) -> list[dict[str, Any]]:
    arguments = ("languages", str(bare), "--over-time", str(dates), "--json")
    command = [sys.executable, "-m", "codevoyage_cli", "--data-dir", str(data), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _compared(bare: Path, rows: list[dict[str, Any]]) -> int:
    steps = defaultdict(list)
    for row in rows:
        steps[row["time"]].append(row)
    commits = standing_at(bare, [int(datetime.fromisoformat(time).timestamp()) for time in steps])
    differing = 0
    with CountedTrees(bare) as trees:
        for (time, ours), commit in zip(steps.items(), commits, strict=True):
            theirs = trees.totals(commit, key=lambda path: next((s for s in _SUFFIXES if path.endswith(s)), b""))
            expected: dict[str, Total] = {}
            for suffix in filter(None, theirs):
                expected[_SUFFIXES[suffix]] = expected.get(_SUFFIXES[suffix], Total()) + theirs[suffix]
            mine = {row["language"]: Total(row["files"], row["lines"], row["bytes"]) for row in ours}
            whole, all_of_it = sum(mine.values(), Total()), sum(theirs.values(), Total())
            wrong = Counter(name for name, total in expected.items() if mine.get(name) != total)
            same = ours[0]["commit"] == commit and whole == all_of_it and not wrong
            differing += not same
            named = ", ".join(f"{name} {total.lines:,}" for name, total in sorted(expected.items()))
            print(
                f"{time[:10]} {commit[:12]}: {'as git counts' if same else 'DIFFERS'}: {all_of_it.files:,} files, "
                f"{all_of_it.lines:,} lines, {all_of_it.bytes:,} bytes; by suffix: {named}"
                + ("" if same else f"; ours at {ours[0]['commit'][:12]}: {whole}, others than {', '.join(wrong)}"),
                flush=True,
            )
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
