"""git's own log of the same commits: what every figure is divided by."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Final

#: Everything about every change, as a script would ask for it.
GIT_LOG: Final = ("log", "--no-merges", "--raw", "--numstat", "-M", "-z")


def log_seconds(bare: Path) -> float:
    """Wall seconds of one log."""
    begun = time.perf_counter()
    subprocess.run(["git", "--git-dir", str(bare), *GIT_LOG], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def git(*arguments: str, directory: Path | None = None) -> str:
    """What git says."""
    where = [] if directory is None else ["--git-dir", str(directory)]
    return subprocess.run(["git", *where, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def bare_clone(source: str, folder: Path) -> Path:
    """HEAD's branch alone, as a job fetches it, in packs as its host made them."""
    bare = folder / "bare.git"
    git("clone", "--quiet", "--bare", "--single-branch", "--no-tags", source, str(bare))
    return bare


def copy(bare: Path, to: Path) -> Path:
    """Another address for the same repository, by hard links."""
    git("clone", "--quiet", "--bare", "--local", str(bare), str(to))
    return to
