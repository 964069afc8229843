"""What a run knows of a repository, folded from ingest's messages in the order in which they were sent.

All of it stays in memory until results are computed: per commit about 250 bytes, per change 30, per version 70, and the
dictionaries of paths and names. The history of git itself (81,966 commits, 136,004 changes) takes some 50 MB.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.changes import Changes, Versions
from codevoyage_analysis.facts.columns import FixedBytes, Strings
from codevoyage_analysis.facts.commits import Commits
from codevoyage_analysis.facts.kinds import Kinds, Measures
from codevoyage_analysis.facts.people import Signatures, Trailers

#: Of a file's identity.
IDENTITY_BYTES = 16


class FoldedFacts:
    """Everything together, by ingest's numbers: those of one job, which another reading may give otherwise."""

    def __init__(self) -> None:
        self.signatures = Signatures()
        self.paths = Strings()
        self.files = FixedBytes()
        self.commits = Commits()
        self.trailers = Trailers()
        self.changes = Changes()
        self.versions = Versions()
        self.kinds = Kinds()
        self.measures = Measures()
        #: None until they were told.
        self.tags: pb.TagColumns | None = None
        #: Commits whose changes are known.
        self.commits_covered = 0

    def fold(self, facts: pb.Facts) -> None:
        """Takes in one message. Raises FactsBroken when it does not follow what came before."""
        try:
            self._dictionaries(facts)
            self._rows(facts)
            self._beside(facts)
        except (ValueError, IndexError) as error:
            raise FactsBroken(f"Facts do not fit together: {error}. The run starts over.") from error

    def author_persons(self) -> NDArray[np.int64] | None:
        """The author's person of each commit; None until it is known."""
        persons = self.signatures.persons
        return None if persons is None else persons[self.commits.authors.array]

    def rows(self) -> int:
        """Rows that results are computed from."""
        return len(self.commits) + len(self.versions)

    def _dictionaries(self, facts: pb.Facts) -> None:
        if facts.HasField("signatures"):
            _follows("signatures", facts.signatures.first_number, len(self.signatures))
            self.signatures.extend(facts.signatures)
        if facts.HasField("paths"):
            _follows("paths", facts.paths.first_number, len(self.paths))
            self.paths.extend(facts.paths.paths)
        if facts.HasField("files"):
            _follows("files", facts.files.first_number, len(self.files))
            self.files.extend(facts.files.identities, rows=len(facts.files.identities) // IDENTITY_BYTES)

    def _rows(self, facts: pb.Facts) -> None:
        if facts.HasField("commits"):
            _follows("commits", facts.commits.first_number, len(self.commits))
            self.commits.extend(facts.commits)
        if facts.HasField("trailers"):
            self.trailers.extend(facts.trailers)
        if facts.HasField("changes"):
            self.commits.add_changes(facts.changes)
            self.changes.extend(facts.changes)
            self.commits_covered += facts.changes.end_commit - facts.changes.first_commit
        if facts.HasField("versions"):
            self.versions.extend(facts.versions)

    def _beside(self, facts: pb.Facts) -> None:
        if facts.HasField("people"):
            self.signatures.merge(facts.people)
        if facts.HasField("kinds"):
            _follows("kinds", facts.kinds.first_number, len(self.kinds))
            self.kinds.extend(facts.kinds)
        if facts.HasField("measures"):
            self.measures.extend(facts.measures)
        if facts.HasField("tags"):
            self.tags = facts.tags


def _follows(kind: str, first: int, known: int) -> None:
    if first != known:
        raise ValueError(f"{kind} go on at {first}, but {known} are known")
