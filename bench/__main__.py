"""The figures of ingest, as ratios to git's own log of the same commits in the same run.

`python -m bench REPOSITORY [--runs 3] [--only reading,visible,incremental,hunks,frames,whole,pydriller] [--json]`

Every run has a stack of its own on a copy of its own, so that nothing is known from an earlier one; right before each,
`git log --no-merges --raw --numstat -M -z` is timed on the same bare clone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.frames import key_frames
from bench.git_log import bare_clone, copy, log_seconds
from bench.hunks import hunk_pass
from bench.incremental import incremental
from bench.pydriller import pydriller_seconds
from bench.reading import read
from bench.stacks import stack
from bench.visible import visible
from bench.whole import whole

_PARTS = ("reading", "visible", "incremental", "hunks", "frames", "whole", "pydriller")


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", help="a path, or an address that git can clone")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="reading,visible,incremental", help=f"of {', '.join(_PARTS)}")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    # Not the platform's temporary folder as such: it may be memory, and git reads from disks.
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder:
        result = measure(asked.repository, parts=asked.only.split(","), runs=asked.runs, folder=Path(folder))
    print(json.dumps(result, indent=2) if asked.json else _text(result))
    return 0


def measure(repository: str, *, parts: list[str], runs: int, folder: Path) -> dict[str, Any]:
    """The figures."""
    bare = bare_clone(repository, folder)
    result: dict[str, Any] = {"repository": repository, "cores": os.cpu_count(), "runs": runs}
    logs: list[float] = []
    if "reading" in parts:
        readings = []
        for number in range(runs):
            with stack(folder) as ours:
                logs.append(log_seconds(bare))
                readings.append(read(ours, copy(bare, folder / f"reading-{number}.git")))
        result |= {
            "commits": readings[0].commits,
            "ingest_seconds": [round(each.seconds, 2) for each in readings],
            "ingest_ratio": _ratio([each.seconds for each in readings], logs[-runs:]),
            "stages": {name: round(seconds, 2) for name, seconds in readings[-1].stages.items()},
            "worker_processor_seconds": round(readings[-1].worker_seconds, 1),
            "git_processor_seconds": round(readings[-1].git_seconds, 1),
            "python_peak_mb": [each.python_bytes // 1_000_000 for each in readings],
            "git_peak_mb": [each.git_bytes // 1_000_000 for each in readings],
        }
    if "visible" in parts:
        with stack(folder) as ours:
            logs.append(log_seconds(bare))
            found = visible(ours, copy(bare, folder / "visible.git"))
        result |= {
            "first_files_seconds": round(found.files, 2),
            "first_files_ratio": round(found.files / logs[-1], 3),
            "first_timeline_seconds": round(found.timeline, 2),
            "first_timeline_ratio": round(found.timeline / logs[-1], 3),
            "whole_analysis_seconds": round(found.all, 2),
        }
    if "incremental" in parts:
        with stack(folder) as ours:
            logs.append(log_seconds(bare))
            again = incremental(ours, bare, folder)
        result |= asdict(again) | {
            "grown_ratio": round(again.grown_seconds / logs[-1], 3),
            "rewritten_ratio": round(again.rewritten_seconds / logs[-1], 3),
        }
    if "hunks" in parts:
        with stack(folder) as ours:
            logs.append(log_seconds(bare))
            taken = hunk_pass(ours, copy(bare, folder / "hunks.git"))
        result |= {
            "hunks_seconds": round(taken.seconds, 2),
            "hunks_ratio": round(taken.seconds / logs[-1], 3),
            "hunks_worker_processor_seconds": round(taken.worker_seconds, 1),
            "hunks_git_processor_seconds": round(taken.git_seconds, 1),
            "hunks": taken.hunks,
            "changes_with_hunks": taken.changes,
            "hunks_python_peak_mb": taken.python_bytes // 1_000_000,
            "hunks_git_peak_mb": taken.git_bytes // 1_000_000,
        }
    if "frames" in parts:
        with stack(folder) as ours:
            logs.append(log_seconds(bare))
            frames = key_frames(ours, copy(bare, folder / "frames.git"))
        result |= {
            "frames": frames.positions,
            "frames_texts": frames.texts,
            "frames_seconds": round(frames.seconds, 2),
            "frames_ratio": round(frames.seconds / logs[-1], 3),
        }
    if "whole" in parts:
        wholes = []
        for number in range(runs):
            with stack(folder) as ours:
                logs.append(log_seconds(bare))
                wholes.append(whole(ours, copy(bare, folder / f"whole-{number}.git")))
        last = wholes[-1]
        result |= {
            "succeeded_seconds": [round(each.succeeded, 2) for each in wholes],
            "with_frames_seconds": [round(each.frames, 2) for each in wholes],
            "answered_seconds": [round(each.answered, 2) for each in wholes],
            "lines_followed_seconds": [round(each.followed - each.answered, 2) for each in wholes],
            "whole_ratio": _ratio([each.answered for each in wholes], logs[-runs:]),
            "cold_answers_ms": {name: round(1_000 * seconds) for name, seconds in last.answers.items()},
            "whole_python_peak_mb": {part: peak // 1_000_000 for part, peak in last.python_bytes.items()},
            "whole_git_peak_mb": last.git_bytes // 1_000_000,
            "following_python_peak_mb": last.following_bytes // 1_000_000,
        }
    if "pydriller" in parts:
        logs.append(log_seconds(bare))
        seconds = pydriller_seconds(bare)
        result |= {"pydriller_seconds": round(seconds, 1), "pydriller_over_log": round(seconds / logs[-1], 1)}
        if "ingest_seconds" in result:
            result["pydriller_over_ingest"] = round(seconds / statistics.median(result["ingest_seconds"]), 1)
    return result | {"git_log_seconds": [round(seconds, 2) for seconds in logs]}


def _ratio(seconds: list[float], logs: list[float]) -> float:
    return round(statistics.median(one / log for one, log in zip(seconds, logs, strict=True)), 3)


def _text(result: dict[str, Any]) -> str:
    width = max(map(len, result))
    return "\n".join(f"{name:{width}}  {value}" for name, value in result.items())


if __name__ == "__main__":
    raise SystemExit(main())
