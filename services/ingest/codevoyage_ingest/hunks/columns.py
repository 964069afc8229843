"""Hunks in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from codevoyage_ingest.hunks.merges import MergeChange
from codevoyage_ingest.hunks.patches import FileHunks


@dataclass(frozen=True, kw_only=True)
class MergeColumns:
    """Entry i of each column is one change of a merge against one parent: all against the first one, in git's order,
    then, parent by parent, those of files that no parent has as they are.

    old_paths: before a rename; else the same as `paths`. parents: which one, from 0. taken_from: of a change against
    the first parent the number of another one that has the same content at the same path; 0: none has. binary: git
    compared no lines.
    """

    commits: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    paths: list[bytes] = field(default_factory=list)
    old_paths: list[bytes] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    taken_from: list[int] = field(default_factory=list)
    binary: list[bool] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class HunkColumns:
    """Entry i of each column is one change that has hunks, by commit number and ordinal.

    ordinals: within the commit, as git orders: those of table `changes`, or of `merges`. hunks: four little-endian
    32-bit numbers each: old start, old count, new start, new count, as git's `@@` lines say.
    """

    commits: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    hunks: list[bytes] = field(default_factory=list)
    merges: MergeColumns = field(default_factory=MergeColumns)

    def __len__(self) -> int:
        """Changes, and a change's worth for as many hunks as take its place in memory."""
        return len(self.commits) + len(self.merges.commits) + sum(map(len, self.hunks)) // 256

    def add(self, commit: int, files: Sequence[FileHunks]) -> None:
        """Append the changes of one commit, by ordinal."""
        for ordinal, file in enumerate(files):
            if file.hunks:
                self.commits.append(commit)
                self.ordinals.append(ordinal)
                self.hunks.append(file.packed())

    def add_merge(self, commit: int, changes: Sequence[MergeChange]) -> None:
        """Append those of a merge."""
        self.add(commit, [change.file for change in changes])
        merges = self.merges
        for ordinal, change in enumerate(changes):
            merges.commits.append(commit)
            merges.ordinals.append(ordinal)
            merges.statuses.append(change.file.status)
            merges.paths.append(change.file.path)
            merges.old_paths.append(change.file.old_path)
            merges.parents.append(change.parent)
            merges.taken_from.append(change.taken_from)
            merges.binary.append(change.file.binary)

    def extend(self, other: HunkColumns) -> None:
        """Append the rows of the commits that come next."""
        self.commits.extend(other.commits)
        self.ordinals.extend(other.ordinals)
        self.hunks.extend(other.hunks)
        for name, column in vars(self.merges).items():
            column.extend(getattr(other.merges, name))
