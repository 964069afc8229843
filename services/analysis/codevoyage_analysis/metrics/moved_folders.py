"""From where to where a commit moved files: the folders that most of its renames have in common.

Of one rename, what both paths have at their end is left out: `src/a/x.c` to `lib/a/x.c` goes from `src` to `lib`, and
`x.c` to `src/x.c` from the root (empty) to `src`. A file that got another name in its folder goes from that folder to
itself.
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from codevoyage_analysis.domain import ChangeStatus
from codevoyage_analysis.history.history import History


def moved_folders(history: History, commit: int) -> tuple[bytes, bytes, int]:
    """The most frequent pair of a commit's renames, and how many have it; ties by bytes. Without a rename: empty, 0."""
    changes = history.changes
    begin, end = (int(changes["commit"].search_sorted(commit, side=side)) for side in ("left", "right"))
    renames = changes[begin:end].filter(pl.col("status") == int(ChangeStatus.RENAMED))
    texts = history.path_texts
    pairs = Counter(_folders(texts[old], texts[new]) for old, new in renames.select("old_path", "path").rows())
    if not pairs:
        return b"", b"", 0
    (old, new), count = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    return old, new, count


def _folders(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    before, after = old.split(b"/"), new.split(b"/")
    if before[-1] != after[-1]:
        return b"/".join(before[:-1]), b"/".join(after[:-1])
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return b"/".join(before), b"/".join(after)
