"""How long ingest takes, as a ratio to git's own log of the same commits, and how much memory.

`python -m bench.ingest_ratio REPOSITORY [--runs 5] [--json]`

Each run analyses a copy of its own (so that no facts are shared with an earlier run) on one embedded stack, and right
beside it times `git log --no-merges --raw --numstat -M -z` over the same bare clone. Reported: the median of the
ratios, and the peak resident memory of the ingest worker and of its largest git process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CODEVOYAGE = [sys.executable, "-m", "codevoyage_cli"]
GIT_LOG = ["log", "--no-merges", "--raw", "--numstat", "-M", "-z"]


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    # Not the platform's temporary folder as such: it may be memory, and git reads from disks.
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder:
        result = measure(asked.repository, runs=asked.runs, folder=Path(folder))
    if asked.json:
        print(json.dumps(result, indent=2))
    else:
        _print(result)
    return 0


def measure(repository: str, *, runs: int, folder: Path) -> dict[str, Any]:
    """The figures of `runs` runs."""
    bare = folder / "bare.git"
    _git("clone", "--quiet", "--bare", "--single-branch", "--no-tags", repository, str(bare))
    data = folder / "data"
    codevoyage = [*CODEVOYAGE, "--data-dir", str(data)]
    subprocess.run([*codevoyage, "up", "--detach"], check=True, stdout=subprocess.DEVNULL)
    try:
        pairs = []
        for number in range(runs):
            copy = folder / f"run-{number}.git"
            _git("clone", "--quiet", "--bare", "--local", str(bare), str(copy))
            begun = time.perf_counter()
            subprocess.run(["git", "--git-dir", str(bare), *GIT_LOG], check=True, stdout=subprocess.DEVNULL)
            log_seconds = time.perf_counter() - begun
            answer = subprocess.run(
                [*codevoyage, "analyze", str(copy), "--json"], check=True, capture_output=True, text=True
            )
            pairs.append((json.loads(answer.stdout), log_seconds))
        return {
            "repository": repository,
            "cores": os.cpu_count(),
            "commits": pairs[0][0]["commits"],
            "changes": pairs[0][0]["changes"],
            "ingest_seconds": [run["ingest_seconds"] for run, _ in pairs],
            "git_log_seconds": [round(seconds, 3) for _, seconds in pairs],
            "ratio_median": round(statistics.median(run["ingest_seconds"] / seconds for run, seconds in pairs), 3),
            "analysis_seconds": [run["seconds"] for run, _ in pairs],
            "stages": pairs[-1][0]["stages"],
            **_memory(codevoyage, data),
        }
    finally:
        subprocess.run([*codevoyage, "down"], check=True, stdout=subprocess.DEVNULL)


def _memory(codevoyage: list[str], data: Path) -> dict[str, Any]:
    """Peak resident bytes of the ingest worker (from the kernel), and of git (from the worker's log)."""
    answer = subprocess.run([*codevoyage, "status", "--json"], check=True, capture_output=True, text=True)
    worker = next(one for one in json.loads(answer.stdout)["parts"] if one["name"] == "ingest-worker")
    peak = None
    status = Path(f"/proc/{worker['pid']}/status")
    if status.is_file():  # Linux alone tells the peak of another process
        peak = next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    git = [
        json.loads(line).get("git_peak_bytes", 0)
        for line in (data / "logs" / "ingest-worker.log").read_text().splitlines()
        if "git_peak_bytes" in line
    ]
    return {"worker_peak_bytes": peak, "git_peak_bytes": max(git, default=None)}


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


def _print(result: dict[str, Any]) -> None:
    print(f"{result['repository']}: {result['commits']} commits, {result['changes']} changes, {result['cores']} cores")
    print(f"  ingest_seconds   {result['ingest_seconds']}")
    print(f"  git log seconds  {result['git_log_seconds']}")
    print(f"  ratio (median)   {result['ratio_median']}")
    print(f"  whole analysis   {result['analysis_seconds']} s, last one by stage {result['stages']}")
    for name in ("worker_peak_bytes", "git_peak_bytes"):
        if result[name]:
            print(f"  {name:16} {result[name] / 1e6:.0f} MB")


if __name__ == "__main__":
    raise SystemExit(main())
