"""Changes and file versions as they arrive: about 30 and 70 bytes each."""

from __future__ import annotations

import numpy as np

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.facts.columns import FixedBytes, Numbers


class Changes:
    """File changes of non-merge commits, in the order in which they came: a commit's own stand together."""

    def __init__(self) -> None:
        self.commits = Numbers(np.uint32)
        self.files = Numbers(np.uint32)
        self.paths = Numbers(np.uint32)
        self.old_paths = Numbers(np.uint32)
        self.statuses = Numbers(np.uint8)
        self.insertions = Numbers(np.uint32)
        self.deletions = Numbers(np.uint32)
        self.binary = Numbers(np.bool_)
        #: The blob is the one that was there before: a pure rename, or a change of mode.
        self.same_content = Numbers(np.bool_)

    def __len__(self) -> int:
        return len(self.commits)

    def extend(self, columns: pb.ChangeColumns) -> None:
        """Appends a batch. Raises ValueError where columns are not as long as each other."""
        rows = len(columns.commits)
        self.commits.extend(columns.commits)
        self.files.extend(columns.files)
        self.paths.extend(columns.paths)
        self.old_paths.extend(columns.old_paths)
        self.statuses.extend(columns.statuses)
        self.insertions.extend(columns.insertions)
        self.deletions.extend(columns.deletions)
        self.binary.extend(columns.binary)
        self.same_content.extend(_same(columns.old_blobs, columns.new_blobs, rows=rows))


class Versions:
    """Versions of files on the mainline. bytes and lines: -1 where there are none."""

    def __init__(self) -> None:
        self.paths = Numbers(np.uint32)
        self.files = Numbers(np.uint32)
        self.modes = Numbers(np.uint32)
        self.blobs = FixedBytes()
        self.born = Numbers(np.int64)
        self.died = Numbers(np.int64)
        self.bytes = Numbers(np.int64)
        self.lines = Numbers(np.int64)

    def __len__(self) -> int:
        return len(self.paths)

    def extend(self, columns: pb.VersionColumns) -> None:
        """Appends a batch."""
        self.blobs.extend(columns.blobs, rows=len(columns.paths))
        self.paths.extend(columns.paths)
        self.files.extend(columns.files)
        self.modes.extend(columns.modes)
        self.born.extend(columns.born)
        self.died.extend(columns.died)
        self.bytes.extend(columns.bytes)
        self.lines.extend(columns.lines)


def _same(old: bytes, new: bytes, *, rows: int) -> list[bool]:
    if len(old) != len(new) or (rows and len(new) % rows):
        raise ValueError(f"{len(old)} and {len(new)} bytes are not the blobs of {rows} changes")
    if not rows:
        return []
    width = f"S{len(new) // rows}"
    same: list[bool] = (np.frombuffer(old, width) == np.frombuffer(new, width)).tolist()
    return same
