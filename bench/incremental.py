"""A second reading: after about a hundred new commits, and after the newest ones were rewritten."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.git_log import copy, git
from bench.reading import read
from bench.stacks import Stack

_SOMEBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Somebody"), ("EMAIL", "somebody@example.org"), ("DATE", "1700000000 +0000"))
}


@dataclass(frozen=True, kw_only=True)
class Incremental:
    """Seconds of the second readings, and whether each has the result of a fresh one."""

    new_commits: int
    grown_seconds: float
    grown_same: bool
    rewritten_seconds: float
    rewritten_same: bool


def incremental(stack: Stack, bare: Path, folder: Path, *, commits: int = 100) -> Incremental:
    """Takes the newest commits away, reads, gives them back, reads; then rewrites the newest ones, and reads.

    Timed as a first reading is: ingest alone. An analysis of what was read says whether it is the same.
    """
    changing = copy(bare, folder / "changing.git")
    branch, tip = git("symbolic-ref", "HEAD", directory=changing), git("rev-parse", "HEAD", directory=changing)
    back = _back(changing, commits)
    old = git("rev-parse", f"HEAD~{back}", directory=changing)
    git("update-ref", branch, old, directory=changing)
    read(stack, changing)
    git("update-ref", branch, tip, directory=changing)
    grown_seconds = read(stack, changing).seconds
    grown = stack.analyze(changing)
    fresh = stack.analyze(copy(bare, folder / "fresh.git"))
    rewritten_tip = subprocess.run(
        ["git", "--git-dir", str(changing), "commit-tree", f"{tip}^{{tree}}", "-p", f"{tip}~5", "-m", "Rewritten"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **_SOMEBODY},
    ).stdout.strip()
    git("update-ref", branch, rewritten_tip, directory=changing)
    rewritten_seconds = read(stack, changing).seconds
    rewritten = stack.analyze(changing)
    fresh_rewritten = stack.analyze(copy(changing, folder / "fresh-rewritten.git"))
    return Incremental(
        new_commits=int(git("rev-list", "--count", f"{old}..{tip}", directory=changing)),
        grown_seconds=grown_seconds,
        grown_same=grown["result_hash"] == fresh["result_hash"],
        rewritten_seconds=rewritten_seconds,
        rewritten_same=rewritten["result_hash"] == fresh_rewritten["result_hash"],
    )


def _back(bare: Path, commits: int) -> int:
    """How many steps along the mainline take away about so many commits."""
    back = 1
    while int(git("rev-list", "--count", f"HEAD~{back}..HEAD", directory=bare)) < commits:
        back += max(1, back // 4)
    return back
