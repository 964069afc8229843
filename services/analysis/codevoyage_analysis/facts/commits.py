"""Commits as they arrive: about 200 bytes each, with the first lines of their messages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.facts.columns import FixedBytes, Numbers, Strings


class Commits:
    """Commits by number: parents before children."""

    def __init__(self) -> None:
        self.ids = FixedBytes()
        self.parent_counts = Numbers(np.uint32)
        self.parent_ids = FixedBytes()
        self.positions = Numbers(np.int32)
        self.authors = Numbers(np.uint32)
        self.committers = Numbers(np.uint32)
        self.author_times = Numbers(np.int64)
        self.author_offsets = Numbers(np.int16)
        self.author_times_known = Numbers(np.bool_)
        self.times = Numbers(np.int64)
        self.times_known = Numbers(np.bool_)
        #: The author's or the committer's is not what the commit says.
        self.times_odd = Numbers(np.bool_)
        self.subjects = Strings()
        #: Of each commit, all of its changes together; zeros of merges.
        self.changes = Numbers(np.int64)
        self.insertions = Numbers(np.int64)
        self.deletions = Numbers(np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def extend(self, columns: pb.CommitColumns) -> None:
        """Appends a batch."""
        rows = len(columns.parent_counts)
        self.ids.extend(columns.ids, rows=rows)
        self.parent_ids.extend(columns.parent_ids, rows=sum(columns.parent_counts))
        self.parent_counts.extend(columns.parent_counts)
        self.positions.extend(columns.mainline_positions)
        self.authors.extend(columns.author_signatures)
        self.committers.extend(columns.committer_signatures)
        self.author_times.extend(columns.author_times)
        self.author_offsets.extend(columns.author_offsets)
        self.author_times_known.extend(columns.author_times_known)
        self.times.extend(columns.committer_times)
        self.times_known.extend(columns.committer_times_known)
        odd = zip(columns.author_times_odd, columns.committer_times_odd, strict=True)
        self.times_odd.extend([author or committer for author, committer in odd])
        self.subjects.extend([subject.encode() for subject in columns.subjects])
        for column in (self.times_odd, self.changes, self.insertions, self.deletions):
            column.lengthen(len(self.ids))

    def add_changes(self, columns: pb.ChangeColumns) -> None:
        """Adds changes up, each to its commit."""
        rows = len(columns.commits)
        commits = np.fromiter(columns.commits, np.int64, rows)
        np.add.at(self.changes.array, commits, 1)
        np.add.at(self.insertions.array, commits, np.fromiter(columns.insertions, np.int64, rows))
        np.add.at(self.deletions.array, commits, np.fromiter(columns.deletions, np.int64, rows))

    def parents(self) -> NDArray[np.int64]:
        """Numbers of all parents, one commit's after the other's; -1: cut off by the cap."""
        ids, wanted = self.ids.array, self.parent_ids.array
        if not len(wanted):
            return np.empty(0, np.int64)
        order = np.argsort(ids, kind="stable")
        found = np.searchsorted(ids, wanted, sorter=order)
        numbers = order[np.minimum(found, len(ids) - 1)]
        return np.where(ids[numbers] == wanted, numbers, -1)
