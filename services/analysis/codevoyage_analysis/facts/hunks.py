"""Hunks as they arrive, put together again into whole chunks of commits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.columns import Numbers

#: Numbers of one hunk: old start, old count, new start, new count.
_NUMBERS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class HunkChunk:
    """Hunks of the commits first <= number < end, by ingest's numbers; columns as in the contract's HunkColumns.

    A change comes once, with all of its hunks. numbers: (n, 4). merge_*: changes of merges, by commit and ordinal.
    """

    first: int
    end: int
    commits: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    counts: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    merge_commits: NDArray[np.int64]
    merge_ordinals: NDArray[np.int64]
    merge_parents: NDArray[np.int64]
    merge_statuses: NDArray[np.int64]
    merge_paths: list[bytes] = field(repr=False)
    #: Empty where nothing was renamed.
    merge_old_paths: list[bytes] = field(repr=False)
    merge_taken_from: NDArray[np.int64]
    merge_binary: NDArray[np.bool_]


class FoldedHunks:
    """Takes messages in, gives chunks out."""

    def __init__(self) -> None:
        self._end = 0
        self._begin()

    def fold(self, columns: pb.HunkColumns) -> Iterator[HunkChunk]:
        """Takes in one message; gives the chunk that it completes. Raises FactsBroken when it does not follow."""
        if columns.first_commit != self._end:
            raise FactsBroken(f"Hunks go on at commit {columns.first_commit}, not {self._end}. The run starts over.")
        if sum(columns.counts) * _NUMBERS * 4 != len(columns.hunks):
            raise FactsBroken("Hunks are not as many as their changes say. The run starts over.")
        self._commits.extend(columns.commits)
        self._ordinals.extend(columns.ordinals)
        self._counts.extend(columns.counts)
        self._hunks.append(columns.hunks)
        self._merges.MergeFrom(columns.merges)
        if columns.end_commit > columns.first_commit:
            chunk = self._chunk(columns.end_commit)
            self._end = columns.end_commit
            self._begin()
            yield chunk

    def _begin(self) -> None:
        self._commits, self._ordinals, self._counts = Numbers(np.int64), Numbers(np.int64), Numbers(np.int64)
        self._hunks: list[bytes] = []
        self._merges = pb.MergeColumns()

    def _chunk(self, end: int) -> HunkChunk:
        commits, ordinals, merges = self._commits.array, self._ordinals.array, self._merges
        # What did not fit a message goes on in the next one, which begins with the same change.
        first = np.ones(len(commits), np.bool_)
        first[1:] = (commits[1:] != commits[:-1]) | (ordinals[1:] != ordinals[:-1])
        begins = np.flatnonzero(first)
        rows = len(merges.commits)
        return HunkChunk(
            first=self._end,
            end=end,
            commits=commits[begins],
            ordinals=ordinals[begins],
            counts=np.add.reduceat(self._counts.array, begins) if len(begins) else np.empty(0, np.int64),
            numbers=np.frombuffer(b"".join(self._hunks), "<u4").reshape(-1, _NUMBERS),
            merge_commits=np.fromiter(merges.commits, np.int64, rows),
            merge_ordinals=np.fromiter(merges.ordinals, np.int64, rows),
            merge_parents=np.fromiter(merges.parents, np.int64, rows),
            merge_statuses=np.fromiter(merges.statuses, np.int64, rows),
            merge_paths=list(merges.paths),
            merge_old_paths=list(merges.old_paths),
            merge_taken_from=np.fromiter(merges.taken_from, np.int64, rows),
            merge_binary=np.fromiter(merges.binary, np.bool_, rows),
        )
