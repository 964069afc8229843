"""Versions that an earlier job read, up to the last mainline commit that both histories have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.engine import Row

from codevoyage_ingest.domain import STANDS
from codevoyage_ingest.git.lines import BlobLines
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, Tree, VersionColumns
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.store.binary_rows import Array, byte_strings
from codevoyage_ingest.store.stored_facts import StoredFacts


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
        #: Bytes of the blobs that stand there.
        self.sizes: dict[bytes, int] = {}
        self._known_lines: dict[bytes, int] = {}

    def ended(self) -> Iterator[MeasuredVersions]:
        """Those that had ended there, in their order: by the position of their end, then by path."""
        path_of = self._stored.paths()
        for rows in self._stored.versions(size=self._size):
            chosen = (rows["born"] <= self._position) & (rows["died"] <= self._position)
            if chosen.any():
                yield self._measured({name: column[chosen] for name, column in rows.items()}, path_of)

    def tree(self) -> Tree:
        """Those that stood there; what is known of their blobs is kept."""
        path_of = self._stored.paths()
        standing = {}
        for rows in self._stored.versions(size=self._size):
            chosen = (rows["born"] <= self._position) & (rows["died"] > self._position)
            found = self._measured({name: column[chosen] for name, column in rows.items()}, path_of)
            columns = found.versions
            for path, mode, blob, born, size, lines in zip(
                columns.paths, columns.modes, columns.blobs, columns.born, found.bytes, found.lines, strict=True
            ):
                standing[path] = (b"%06o" % mode, blob.hex().encode(), born)
                if mode != SUBMODULE:
                    self.sizes[blob] = size
                    if mode != SYMLINK:
                        self._known_lines[blob] = lines
        return Tree(position=self._position, standing=standing)

    def teach(self, lines: BlobLines) -> None:
        """Hands on the lines of what stood there; call it after `tree`."""
        lines.learn(self._known_lines)

    def _measured(self, rows: dict[str, Array], path_of: Sequence[bytes]) -> MeasuredVersions:
        born = rows["born"].tolist()
        return MeasuredVersions(
            versions=VersionColumns(
                paths=[path_of[number] for number in rows["path"].tolist()],
                modes=rows["mode"].tolist(),
                blobs=byte_strings(rows["blob"]),
                born=born,
                died=np.minimum(rows["died"], STANDS).tolist(),
                births=[self._order.mainline[position] for position in born],
            ),
            bytes=rows["bytes"].tolist(),
            lines=rows["lines"].tolist(),
        )
