"""The mainline: the first-parent chain of HEAD, and its clock.

The state at a date is the last position whose running-maximum committer time is at or before it, UTC: committer times
go back and forth (a rebased commit, a wrong clock), and a state must not come back once it has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Years 1 to 9999, which is what the contract's timestamps can be; another time counts as not known.
FIRST_SECOND: Final = -62_135_596_800
LAST_SECOND: Final = 253_402_300_799
#: The clock before the first commit whose time is known.
UNKNOWN: Final = np.iinfo(np.int64).min


@dataclass(frozen=True, kw_only=True, eq=False)
class Mainline:
    """Entry i of each array is the commit at position `first` + i.

    first: 0, or above it where a cap cut the history. commits: numbers of commits. clock: running maximum of committer
    times, seconds since 1970 UTC; UNKNOWN until one is known.
    """

    first: int
    commits: NDArray[np.uint32]
    clock: NDArray[np.int64]

    @classmethod
    def of(cls, commits: pl.DataFrame) -> Self:
        """The mainline of a table of commits."""
        dated = pl.col("time").is_between(FIRST_SECOND, LAST_SECOND)
        chain = (
            commits.lazy()
            .with_row_index("commit")
            .filter(pl.col("position").is_not_null())
            .select("commit", "position", pl.when(dated).then("time").fill_null(UNKNOWN).cum_max().alias("time"))
            .collect()
        )
        return cls(
            first=int(chain["position"][0]) if len(chain) else 0,
            commits=chain["commit"].to_numpy(),
            clock=chain["time"].to_numpy(),
        )

    def __len__(self) -> int:
        return len(self.commits)

    @property
    def last(self) -> int:
        """The newest position; one before `first` where there is none."""
        return self.first + len(self) - 1

    def commit_at(self, position: int) -> int:
        """The number of the commit at a position. Raises IndexError where there is none."""
        if not self.first <= position <= self.last:
            raise IndexError(position)
        return int(self.commits[position - self.first])

    def time_at(self, position: int) -> int | None:
        """The clock at a position; None before the first, and until a time is known."""
        if position < self.first or self.clock[position - self.first] == UNKNOWN:
            return None
        return int(self.clock[position - self.first])

    def position_at(self, time: int) -> int:
        """The position that stood at a time; one before `first` where none did yet."""
        return self.first + int(np.searchsorted(self.clock, time, side="right")) - 1

    def times_of(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The clock at each of some positions, UNKNOWN where there is none."""
        return self.clock[positions - self.first]
