"""Surviving lines against plain `git blame`: how many lines have the same commit, and what both took.

`python -m bench.survival REPOSITORY [--dates 5] [--every 1] [--json]`

At each of some dates, from a fifth of the mainline to HEAD, every text file of the tree (or each Nth) is given to
`git blame`, and each of its lines compared. Ours is the walk alone, one processor: hunks are read before it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench.git_log import bare_clone
from bench.memory import PeakMemory
from codevoyage_analysis.metrics.survival.lineage import Lineage
from codevoyage_analysis.metrics.survival.spans import cut
from tests.repositories.blame import blamed
from tests.repositories.line_facts import LineFacts, origins
from tests.repositories.oracle import Oracle

_STANDS = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of one date. lines: that were compared; same: of those the ones with git blame's commit. *_seconds: wall times of
    the walk, and of git blame over the files that were compared. tree_lines: of all text files. others: the paths with
    most lines that differ."""

    commit: str
    date: str
    files: int
    lines: int
    same: int
    tree_lines: int
    walk_seconds: float
    blame_seconds: float
    peak_mb: int
    others: dict[str, int]


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("--dates", type=int, default=5)
    parser.add_argument("--every", type=int, default=1, help="compare each Nth file")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder:
        bare = bare_clone(asked.repository, Path(folder))
        mainline = Oracle(bare).mainline
        for step in range(1, asked.dates + 1):
            found = agreement(bare, mainline[len(mainline) * step // asked.dates - 1], every=asked.every)
            print(json.dumps(asdict(found)) if asked.json else _text(found), flush=True)
    return 0


def agreement(bare: Path, commit: str, *, every: int) -> Agreement:
    """The figures of one commit of the mainline."""
    oracle, facts = Oracle(bare), LineFacts.read(bare, head=commit)
    seconds, walk, peak = _walked(facts)
    names = {number: name for name, number in facts.paths.items()}
    versions = facts.versions
    standing = np.flatnonzero((versions.died == _STANDS) & (versions.lines > 0)).tolist()
    chosen = sorted(standing, key=lambda row: names[int(versions.paths[row])])[::every]
    lines = same = 0
    blame_seconds = 0.0
    others: Counter[str] = Counter()
    for row in chosen:
        path = int(versions.paths[row])
        file = walk.tree().get(path)
        if file is None:
            raise RuntimeError(f"{names[path]!r} does not stand in our tree")
        begin = time.perf_counter()
        said = blamed(oracle, commit, names[path])
        blame_seconds += time.perf_counter() - begin
        found = [facts.order.id(origin).hex() for origin in origins(cut(file, int(versions.lines[row])))]
        alike = sum(mine == theirs for mine, theirs in zip(found, said, strict=True))
        lines, same = lines + len(said), same + alike
        if alike < len(said):
            others[names[path].decode(errors="replace")] = len(said) - alike
    return Agreement(
        commit=commit,
        date=oracle.show(commit, "%cs").decode(),
        files=len(chosen),
        lines=lines,
        same=same,
        tree_lines=int(versions.lines[standing].sum()),
        walk_seconds=round(seconds, 2),
        blame_seconds=round(blame_seconds, 2),
        peak_mb=peak // 1_000_000,
        others=dict(others.most_common(10)),
    )


def _walked(facts: LineFacts) -> tuple[float, Lineage, int]:
    """Seconds of the walk and its events, the walk, and the bytes that all took at most, with the reading of hunks."""
    import psutil

    seconds = 0.0
    with PeakMemory(psutil.Process().pid) as memory:
        walk = Lineage(facts.graph, facts.versions)
        for end, changes in facts.changes():
            begin = time.thread_time()
            walk.take(changes, end=end)
            seconds += time.thread_time() - begin
        begin = time.thread_time()
        walk.events()
        seconds += time.thread_time() - begin
    return seconds, walk, memory.python_bytes


def _text(found: Agreement) -> str:
    share = found.same / max(1, found.lines)
    others = "".join(f"\n    {lines:6} of {path}" for path, lines in found.others.items())
    return (
        f"{found.date} {found.commit[:12]}: {found.same:,} of {found.lines:,} lines ({share:.4%}) in {found.files:,} "
        f"files as git blame has them; {found.walk_seconds} s for {found.tree_lines:,} lines, git blame "
        f"{found.blame_seconds} s, {found.walk_seconds / max(found.blame_seconds, 0.01):.3f} of it; "
        f"{found.peak_mb} MB{others}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
