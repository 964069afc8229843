"""Who is who as it arrives: signatures, which of them are one person, and who else had a part in a commit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.facts.columns import Numbers, Strings


class Signatures:
    """Names as commits carry them, by number; once ingest has merged them, whose they are."""

    def __init__(self) -> None:
        self.names = Strings()
        self.emails = Strings()
        #: Number of the smallest signature of each one's person; None until ingest has merged them.
        self.persons: NDArray[np.int64] | None = None
        #: What the person is called; empty where the signature is not a person's smallest one.
        self.called_names = Strings()
        self.called_emails = Strings()
        self.bots = Numbers(np.bool_)

    def __len__(self) -> int:
        return len(self.names)

    def extend(self, columns: pb.SignatureColumns) -> None:
        """Appends a batch."""
        self.names.extend(columns.names)
        self.emails.extend(columns.emails)

    def merge(self, columns: pb.PersonColumns) -> None:
        """Takes in who is who. Raises ValueError when that is not about these signatures."""
        rows = len(columns.persons)
        persons = np.fromiter(columns.persons, np.int64, rows)
        if rows != len(self) or (rows and persons.max() >= rows):
            raise ValueError(f"{rows} persons do not fit {len(self)} signatures")
        self.persons = persons
        self.called_names.extend(columns.names)
        self.called_emails.extend(columns.emails)
        self.bots.extend(columns.bots)
        self.bots.lengthen(rows)


class Trailers:
    """Parts in commits, by commit, then in their order."""

    def __init__(self) -> None:
        self.commits = Numbers(np.uint32)
        self.kinds = Numbers(np.uint8)
        self.signatures = Numbers(np.uint32)
        self.assisted = Numbers(np.bool_)

    def __len__(self) -> int:
        return len(self.commits)

    def extend(self, columns: pb.TrailerColumns) -> None:
        """Appends a batch."""
        self.commits.extend(columns.commits)
        self.kinds.extend(columns.kinds)
        self.signatures.extend(columns.signatures)
        self.assisted.extend(columns.assisted)
