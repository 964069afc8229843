"""Clones that are kept for the next job of their repository, as long as there is room for them.

Whoever renames a kept clone into its own folder has it; another job of the same repository clones afresh.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from codevoyage_common.names import ID_PATTERN
from codevoyage_ingest.git.disk_watch import free_bytes, own_bytes

#: Beside the folders of jobs; no id is called so.
FOLDER: Final = "kept"


class KeptClones:
    """The kept clones of one disk; several workers may share it. kept_bytes: that all may take; 0: none is kept.
    free_bytes: that the file system must keep free."""

    def __init__(self, clone_dir: Path, *, kept_bytes: int, free_bytes: int) -> None:
        self._folder = clone_dir / FOLDER
        self._kept_bytes = kept_bytes
        self._free_bytes = free_bytes

    def take(self, repository_id: str, to: Path) -> bool:
        """Moves a repository's clone to a path of the caller's; False when there is none."""
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            (self._folder / repository_id).rename(to)
        except OSError:
            return False
        return True

    def keep(self, repository_id: str, clone: Path) -> None:
        """Takes a clone over from the caller, in place of an older one, and makes room if need be."""
        if not self._kept_bytes:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        os.utime(clone)  # when it was used last
        shutil.rmtree(self._folder / repository_id, ignore_errors=True)
        with contextlib.suppress(OSError):  # another job was faster: its clone is as good
            clone.rename(self._folder / repository_id)
        self.make_room()

    def make_room(self) -> list[str]:
        """Removes clones, least recently used first, until all bounds hold. Returns whose they were."""
        sizes = {clone: own_bytes(clone) for clone in self._oldest_first()}
        total, removed = sum(sizes.values()), []
        for clone, size in sizes.items():
            if total <= self._kept_bytes and free_bytes(self._folder) >= self._free_bytes:
                break
            shutil.rmtree(clone, ignore_errors=True)
            total -= size
            removed.append(clone.name)
        return removed

    def forget_all_but(self, repositories: Collection[str]) -> None:
        """Removes clones of repositories that were deleted."""
        for clone in self._oldest_first():
            if clone.name not in repositories:
                shutil.rmtree(clone, ignore_errors=True)

    def __iter__(self) -> Iterator[str]:
        """Ids of repositories, the least recently used first."""
        return (clone.name for clone in self._oldest_first())

    def _oldest_first(self) -> list[Path]:
        used = []
        with contextlib.suppress(OSError):
            for clone in self._folder.iterdir():
                with contextlib.suppress(OSError):  # taken meanwhile
                    if ID_PATTERN.fullmatch(clone.name):
                        used.append((clone.stat().st_mtime, clone))
        return [clone for _, clone in sorted(used)]
