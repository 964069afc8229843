"""What a run knows of a repository: commits, what each changed in sum, file versions, who is who.

Only what results are computed from is kept: changes are added up per commit as they arrive, so that memory grows with
commits (about 120 bytes each) and versions (about 70), not with changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.columns import FixedBytes, Numbers, Strings


class Commits:
    """Commits by number: parents before children."""

    def __init__(self) -> None:
        self.ids = FixedBytes()
        self.parent_counts = Numbers(np.uint32)
        self.parent_ids = FixedBytes()
        self.positions = Numbers(np.int32)
        self.authors = Numbers(np.uint32)
        self.author_times = Numbers(np.int64)
        self.author_times_known = Numbers(np.bool_)
        self.times = Numbers(np.int64)
        self.times_known = Numbers(np.bool_)
        #: The author's or the committer's is not what the commit says.
        self.times_odd = Numbers(np.bool_)
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
        self.author_times.extend(columns.author_times)
        self.author_times_known.extend(columns.author_times_known)
        self.times.extend(columns.committer_times)
        self.times_known.extend(columns.committer_times_known)
        odd = zip(columns.author_times_odd, columns.committer_times_odd, strict=True)
        self.times_odd.extend([author or committer for author, committer in odd])
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


class History:
    """Everything together, folded from messages in the order in which they were sent."""

    def __init__(self) -> None:
        self.names = Strings()
        self.emails = Strings()
        self.paths = Strings()
        self.files = FixedBytes()
        self.commits = Commits()
        self.versions = Versions()
        #: Person of each signature; None until ingest has merged them.
        self.persons: NDArray[np.int64] | None = None
        #: Commits whose changes are known.
        self.commits_covered = 0

    def fold(self, facts: pb.Facts) -> None:
        """Takes in one message. Raises FactsBroken when it does not follow what came before."""
        try:
            self._dictionaries(facts)
            self._rows(facts)
        except (ValueError, IndexError) as error:
            raise FactsBroken(f"Facts do not fit together: {error}. The run starts over.") from error

    def author_persons(self) -> NDArray[np.int64] | None:
        """The author's person of each commit; None until it is known."""
        return None if self.persons is None else self.persons[self.commits.authors.array]

    def rows(self) -> int:
        """Rows that results are computed from."""
        return len(self.commits) + len(self.versions)

    def _dictionaries(self, facts: pb.Facts) -> None:
        if facts.HasField("signatures"):
            _follows("signatures", facts.signatures.first_number, len(self.names))
            self.names.extend(facts.signatures.names)
            self.emails.extend(facts.signatures.emails)
        if facts.HasField("paths"):
            _follows("paths", facts.paths.first_number, len(self.paths))
            self.paths.extend(facts.paths.paths)
        if facts.HasField("files"):
            _follows("files", facts.files.first_number, len(self.files))
            self.files.extend(facts.files.identities, rows=len(facts.files.identities) // 16)

    def _rows(self, facts: pb.Facts) -> None:
        if facts.HasField("commits"):
            _follows("commits", facts.commits.first_number, len(self.commits))
            self.commits.extend(facts.commits)
        if facts.HasField("changes"):
            self.commits.add_changes(facts.changes)
            self.commits_covered += facts.changes.end_commit - facts.changes.first_commit
        if facts.HasField("versions"):
            self.versions.extend(facts.versions)
        if facts.HasField("people"):
            self.persons = np.fromiter(facts.people.persons, np.int64, len(facts.people.persons))


def _follows(kind: str, first: int, known: int) -> None:
    if first != known:
        raise ValueError(f"{kind} go on at {first}, but {known} are known")
