"""Versions that an earlier job read, up to the last mainline commit that both histories have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.engine import Row

from codevoyage_ingest.domain import STANDS
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, Tree, VersionColumns
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.store.binary_rows import Array, byte_strings
from codevoyage_ingest.store.stored_facts import StoredFacts

#: Rows of `versions` that are gone through for a tree at a time.
_ROWS_OF_TREE: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class MeasuredVersions:
    """Versions with their bytes and lines; -1 where a version has none."""

    versions: VersionColumns
    bytes: Sequence[int]
    lines: Sequence[int]


class EarlierVersions:
    """The rows of an earlier job, as they stood at the last common position."""

    def __init__(self, engine: Engine, row: Row[Any], order: CommitOrder, *, size: int) -> None:
        """row: the job's, with a base. size: rows at a time."""
        self._stored = StoredFacts(engine=engine, job_id=row.base_job, width=order.width)
        self._position: int = row.base_position
        self._order = order
        self._size = size
        self._path_of = self._stored.paths()
        #: Bytes of the blobs that stood there.
        self.sizes: dict[bytes, int] = {}
        #: Their lines, of those that may have some; -1 for a binary.
        self.lines: dict[bytes, int] = {}
        self.tree: Tree = self._standing()

    def ended(self) -> Iterator[MeasuredVersions]:
        """Those that had ended there, in their order: by the position of their end, then by path."""
        for rows in self._rows(standing=False):
            if len(rows["born"]):
                yield self._measured(rows)

    def _standing(self) -> Tree:
        standing = {}
        for rows in self._rows(standing=True):
            found = self._measured(rows)
            columns = found.versions
            for path, mode, blob, born, size, lines in zip(
                columns.paths, columns.modes, columns.blobs, columns.born, found.bytes, found.lines, strict=True
            ):
                standing[path] = (b"%06o" % mode, blob.hex().encode(), born)
                if mode != SUBMODULE:
                    self.sizes[blob] = size
                    if mode != SYMLINK:
                        self.lines[blob] = lines
        return Tree(position=self._position, standing=standing)

    def _rows(self, *, standing: bool) -> Iterator[dict[str, Array]]:
        # What stands is one tree, which fits memory anyway; each statement takes milliseconds.
        size = _ROWS_OF_TREE if standing else self._size
        return self._stored.versions(position=self._position, standing=standing, size=size)

    def _measured(self, rows: dict[str, Array]) -> MeasuredVersions:
        born = rows["born"].tolist()
        return MeasuredVersions(
            versions=VersionColumns(
                paths=[self._path_of[number] for number in rows["path"].tolist()],
                modes=rows["mode"].tolist(),
                blobs=byte_strings(rows["blob"]),
                born=born,
                died=np.minimum(rows["died"], STANDS).tolist(),
                births=[self._order.mainline[position] for position in born],
            ),
            bytes=rows["bytes"].tolist(),
            lines=rows["lines"].tolist(),
        )
