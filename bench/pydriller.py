"""PyDriller over the same commits: what somebody would use otherwise (extra `bench`)."""

from __future__ import annotations

import time
from pathlib import Path


def pydriller_seconds(bare: Path) -> float:
    """Wall seconds to take every non-merge commit's changes with their line counts. Errors: SystemExit without it."""
    try:
        from pydriller import Repository
    except ImportError:
        raise SystemExit("PyDriller is not here: `make bench` installs it (extra `bench`)") from None
    begun = time.perf_counter()
    for commit in Repository(str(bare), only_no_merge=True).traverse_commits():
        for change in commit.modified_files:
            _ = (change.old_path, change.new_path, change.added_lines, change.deleted_lines)
    return time.perf_counter() - begun
