"""What is taken in: the graph of commits, and what each commit changed, with its hunks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.spans import Hunks


class Status(IntEnum):
    """What became of a path; numbers as in the contract's ChangeStatus."""

    ADDED = 1
    MODIFIED = 2
    DELETED = 3
    RENAMED = 4
    TYPE_CHANGED = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """Commits by number, parents before children.

    parents: numbers of each commit's parents, first one first; -1: not read. positions: number of first-parent
    ancestors; -1 off the mainline.
    """

    parents: list[tuple[int, ...]]
    positions: list[int]

    @classmethod
    def of(cls, parent_counts: NDArray[np.uint32], parents: NDArray[np.int64], positions: NDArray[np.int32]) -> Graph:
        """From columns. parents: one commit's after the other's."""
        ends = np.cumsum(parent_counts, dtype=np.int64)
        flat = parents.tolist()
        begins = (ends - parent_counts).tolist()
        return cls(
            parents=[tuple(flat[begin:end]) for begin, end in zip(begins, ends.tolist(), strict=True)],
            positions=positions.tolist(),
        )

    def __len__(self) -> int:
        return len(self.parents)


class Change(NamedTuple):
    """One path of one commit, against one parent.

    parent: which one, from 0. taken_from: of a merge's change against its first parent, the number of another parent
    that has the same content at the same path; 0: none has. binary: git compared no lines.
    """

    parent: int
    status: int
    path: int
    old_path: int
    taken_from: int
    binary: bool
    hunks: Hunks

    @property
    def same_content(self) -> bool:
        """Whether the parent's file has all of its lines and no others: a rename or a change of mode alone."""
        return not len(self.hunks) and not self.binary and self.status in (Status.MODIFIED, Status.RENAMED)


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """Entry i of each column is one change, by commit, then in git's order; of a merge parent by parent.

    Of a merge all changes against the first parent are here; against another parent those of files that no parent has
    as they are, and these with the hunks against each. paths, old_paths: numbers; the same where nothing was renamed.
    """

    commits: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    parents: NDArray[np.int64]
    statuses: NDArray[np.int64]
    paths: NDArray[np.int64]
    old_paths: NDArray[np.int64]
    taken_from: NDArray[np.int64]
    binary: NDArray[np.bool_]

    def by_commit(self, hunks: HunkColumns) -> dict[int, list[Change]]:
        """The changes of each commit that has any, with their hunks. Raises ValueError for hunks of no change."""
        found: dict[int, list[Change]] = {}
        begins, ends = hunks.rows_of(self.commits, self.ordinals)
        rows = zip(
            self.parents.tolist(),
            self.statuses.tolist(),
            self.paths.tolist(),
            self.old_paths.tolist(),
            self.taken_from.tolist(),
            self.binary.tolist(),
            [hunks.numbers[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)],
            strict=True,
        )
        for commit, change in zip(self.commits.tolist(), map(Change._make, rows), strict=True):
            found.setdefault(commit, []).append(change)
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class HunkColumns:
    """Entry i of the first three columns is one change that has hunks, by commit and ordinal.

    counts: hunks of each. numbers: (n, 4), of all changes one after the other.
    """

    commits: NDArray[np.int64]
    ordinals: NDArray[np.int64]
    counts: NDArray[np.int64]
    numbers: Hunks

    def rows_of(
        self, commits: NDArray[np.int64], ordinals: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the hunks of each of these changes begin and end; at the same place: it has none."""
        ends = np.cumsum(self.counts)
        have = (self.commits << 32) | self.ordinals
        want = (commits << 32) | ordinals
        at = np.searchsorted(want, have)
        if (at == len(want)).any() or (want[np.minimum(at, len(want) - 1)] != have).any():
            raise ValueError("hunks of a change that was not told")
        begin, end = np.zeros(len(want), np.int64), np.zeros(len(want), np.int64)
        begin[at], end[at] = ends - self.counts, ends
        return begin, end
