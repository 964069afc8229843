"""Hunks in columns."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class MergeColumns:
    """Entry i of each column is one change of a mainline merge against its first parent, in git's order.

    old_paths: before a rename; else the same as `paths`.
    """

    commits: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    paths: list[bytes] = field(default_factory=list)
    old_paths: list[bytes] = field(default_factory=list)


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

    def extend(self, other: HunkColumns) -> None:
        """Append the rows of the commits that come next."""
        self.commits.extend(other.commits)
        self.ordinals.extend(other.ordinals)
        self.hunks.extend(other.hunks)
        for name, column in vars(self.merges).items():
            column.extend(getattr(other.merges, name))
