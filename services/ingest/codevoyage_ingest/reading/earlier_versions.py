"""Versions that an earlier job read, up to the last mainline commit that both histories have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.engine import Row

from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, Tree
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.store.binary_rows import Array, byte_strings
from codevoyage_ingest.store.stored_facts import StoredFacts

#: Rows of `versions` that are gone through for a tree at a time.
_ROWS_OF_TREE: Final = 1_000_000


class EarlierVersions:
    """The rows of an earlier job, as they stood at the last common position."""

    def __init__(self, engine: Engine, row: Row[Any], order: CommitOrder, *, size: int) -> None:
        """row: the job's, with a base. size: rows at a time."""
        self._stored = StoredFacts(engine=engine, job_id=row.base_job, width=order.width)
        self._position: int = row.base_position
        self._size = size
        self.mainline = order.mainline
        #: Paths and identities of files by the earlier job's numbers.
        self.path_of = self._stored.paths()
        self.file_of = self._stored.files()
        #: Bytes of the blobs that stood there.
        self.sizes: dict[bytes, int] = {}
        #: Their lines, of those that may have some; -1 for a binary.
        self.lines: dict[bytes, int] = {}
        self.tree: Tree = self._standing()

    def ended(self) -> Iterator[dict[str, Array]]:
        """Columns of those that had ended there, in their order: by the position of their end, then by path."""
        for rows in self._stored.versions(position=self._position, standing=False, size=self._size):
            if len(rows["born"]):
                yield rows

    def _standing(self) -> Tree:
        standing = {}
        # What stands is one tree, which fits memory anyway; each statement takes milliseconds.
        for rows in self._stored.versions(position=self._position, standing=True, size=_ROWS_OF_TREE):
            for path, mode, blob, born, size, lines in zip(
                rows["path"].tolist(),
                rows["mode"].tolist(),
                byte_strings(rows["blob"]),
                rows["born"].tolist(),
                rows["bytes"].tolist(),
                rows["lines"].tolist(),
                strict=True,
            ):
                standing[self.path_of[path]] = (b"%06o" % mode, blob.hex().encode(), born)
                if mode != SUBMODULE:
                    self.sizes[blob] = size
                    if mode != SYMLINK:
                        self.lines[blob] = lines
        return Tree(position=self._position, standing=standing)
