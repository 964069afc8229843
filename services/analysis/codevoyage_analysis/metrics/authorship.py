"""Degree of authorship: who knows a file, by who created it and who changed it.

DOA(p, f)    3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC)
             FA: 1 if p created f; DL: deliveries, changes of f by p; AC: acceptances, changes of f by all others
             [T. Fritz et al., A Degree-of-Knowledge Model, ICSE 2010]
author       of f is whoever has DOA >= 3.293 and DOA / largest DOA of f >= 0.75
             [G. Avelino, L. Passos, A. Hora, M. T. Valente, A Novel Approach for Estimating Truck Factors, ICPC 2016]

Changes are non-merge commits, renames followed; co-authors change and create with the author. The commit that created
the file counts by FA alone. Programs are left out, as if they had done nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.credit import credited

ABSOLUTE: Final = 3.293
NORMALISED: Final = 0.75
_CREATED: Final = 1.098
_DELIVERED: Final = 0.164
_ACCEPTED: Final = 0.321
_Number = TypeVar("_Number", np.int64, np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Deliveries:
    """What people did to files, in the order in which it came in: authors at any position are a prefix of it.

    Entry i of `files`, `people` is pair i of a file and a person who ever changed it, by file, then by person; `begins`
    are the first pairs of the files. Entry i of `pairs`, `came_in`, `creates` is one delivery: whose pair, the position
    of the mainline that has it, ascending, and whether it created the file.
    """

    files: NDArray[np.int64]
    people: NDArray[np.int64]
    begins: NDArray[np.int64]
    pairs: NDArray[np.int64]
    came_in: NDArray[np.int64]
    creates: NDArray[np.bool_]

    @classmethod
    def of(cls, history: History, selection: Selection) -> Self:
        """Of the commits of a selection. Its prefix does not count: a file brings along what was done elsewhere."""
        created = history.changes.group_by("file").agg(first=pl.col("commit").min())
        people = history.people.with_row_index("person").filter(~pl.col("bot")).select("person")
        rows = (
            replace(selection, prefix=b"")
            .changes(history)
            .select("commit", "file")
            .unique()
            .join(credited(history).join(people, on="person", how="semi"), on="commit")
            .join(created, on="file")
            .sort("commit")
        )
        span = max(1, len(history.people))
        keys = rows["file"].to_numpy().astype(np.int64) * span + rows["person"].to_numpy()
        known, pairs = np.unique(keys, return_inverse=True)
        files = known // span
        return cls(
            files=files,
            people=known % span,
            begins=np.flatnonzero(np.diff(files, prepend=-1)),
            pairs=pairs.astype(np.int64),
            came_in=history.commits["came_in"].gather(rows["commit"]).to_numpy().astype(np.int64),
            creates=(rows["commit"] == rows["first"]).to_numpy(),
        )

    def degrees(self, *, at: int) -> NDArray[np.float64]:
        """DOA of each pair by what had come in at a position; -inf: of nobody who had done anything by then."""
        if not len(self.files):
            return np.empty(0)
        end = int(np.searchsorted(self.came_in, at, side="right"))
        pairs, creates = self.pairs[:end], self.creates[:end]
        done = np.bincount(pairs, minlength=len(self.files))
        created = np.bincount(pairs[creates], minlength=len(self.files))
        own = done - created
        others = self._of_file(np.add.reduceat(own, self.begins)) - own
        degrees = ABSOLUTE + _CREATED * created + _DELIVERED * own - _ACCEPTED * np.log1p(others)
        return np.where(done > 0, degrees, -np.inf)

    def authors(self, *, at: int) -> pl.DataFrame:
        """`file: u32`, `person: u32`, `doa: f64`, of the authors of each file at a position; by file, then person."""
        degrees = self.degrees(at=at)
        largest = self._of_file(np.maximum.reduceat(degrees, self.begins)) if len(degrees) else degrees
        chosen = (degrees >= ABSOLUTE) & (degrees >= NORMALISED * largest)
        return pl.DataFrame(
            {
                "file": self.files[chosen].astype(np.uint32),
                "person": self.people[chosen].astype(np.uint32),
                "doa": degrees[chosen],
            }
        )

    def _of_file(self, values: NDArray[_Number]) -> NDArray[_Number]:
        """A value of each file, for each of its pairs."""
        return np.repeat(values, np.diff(self.begins, append=len(self.files)))
