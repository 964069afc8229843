"""What stood on the mainline: which path had which file, from where to where, and how many lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Version(NamedTuple):
    """lines: -1: it has none that count (binary, symlink, submodule)."""

    path: int
    lines: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Versions:
    """Entry i of each column is one version; it stood at the positions born <= k < died.

    lines: -1: binary, symlink or submodule.
    """

    paths: NDArray[np.int64]
    files: NDArray[np.int64]
    born: NDArray[np.int64]
    died: NDArray[np.int64]
    lines: NDArray[np.int64]

    def born_at(self, position: int) -> list[Version]:
        """What came to stand there."""
        return self._rows(*self._by_birth, position)

    def died_at(self, position: int) -> list[Version]:
        """What stood just before, and does not there."""
        return self._rows(*self._by_death, position)

    @cached_property
    def _by_birth(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.born, kind="stable")
        return order, self.born[order]

    @cached_property
    def _by_death(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.died, kind="stable")
        return order, self.died[order]

    def _rows(self, order: NDArray[np.int64], positions: NDArray[np.int64], position: int) -> list[Version]:
        begin, end = np.searchsorted(positions, [position, position + 1])
        rows = order[begin:end]
        columns = (self.paths[rows].tolist(), self.lines[rows].tolist())
        return [Version(*row) for row in zip(*columns, strict=True)]
