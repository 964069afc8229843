"""What is given out: at which mainline position lines of which commit came to stand at a path, or fell.

One table answers every date: lines that stand at position k are the sum of deltas at positions <= k. A file that is
renamed falls at one path and comes to stand at the other (`by_file` tells what was written and taken away alone).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.spans import Spans

#: Runs that are held before they are summed up: a few megabytes.
_RUNS: Final = 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class LineEvents:
    """Entry i of each column is one event, by position, path, origin.

    origins: number of the commit that wrote the lines; BEFORE: none that was read. deltas: lines, never 0.
    """

    positions: NDArray[np.int32]
    paths: NDArray[np.int32]
    origins: NDArray[np.int32]
    deltas: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.positions)

    @classmethod
    def joined(cls, parts: list[LineEvents]) -> LineEvents:
        """One after the other."""
        empty = [np.empty(0, np.int32)]
        return cls(
            **{name.name: np.concatenate(empty + [getattr(part, name.name) for part in parts]) for name in fields(cls)}
        )


class EventLog:
    """Events of mainline commits, in the order of positions."""

    def __init__(self, told: LineEvents | None = None) -> None:
        """told: events of earlier positions, that these continue."""
        self._parts = [] if told is None else [told]
        self._keys: list[tuple[int, int]] = []
        self._origins: list[NDArray[np.int32]] = []
        self._deltas: list[NDArray[np.int32]] = []
        self._held = 0

    def stands(self, position: int, path: int, lines: Spans) -> None:
        """A file comes to stand at a path."""
        self._add(position, path, lines.origins, lines.counts())

    def falls(self, position: int, path: int, lines: Spans) -> None:
        """A file does not stand there any more."""
        self._add(position, path, lines.origins, -lines.counts())

    def changes(self, position: int, path: int, old: Spans, new: Spans) -> None:
        """A file stands there with other lines: told of runs between those that both have at their ends."""
        if old is new:
            return
        old_counts, new_counts = old.counts(), new.counts()
        most = min(len(old_counts), len(new_counts))
        same = (old_counts[:most] == new_counts[:most]) & (old.origins[:most] == new.origins[:most])
        head = _leading(same)
        most -= head
        if most:
            same = (old_counts[-most:] == new_counts[-most:]) & (old.origins[-most:] == new.origins[-most:])
            tail = _leading(same[::-1])
        else:
            tail = 0
        for lines, counts, sign in ((old, old_counts, -1), (new, new_counts, 1)):
            middle = slice(head, len(counts) - tail)
            self._add(position, path, lines.origins[middle], sign * counts[middle])

    def take(self) -> LineEvents:
        """All events so far."""
        self._sum_up()
        whole = LineEvents.joined(self._parts)
        self._parts = [whole]
        return whole

    def settle(self) -> None:
        """A commit's events are complete."""
        if self._held >= _RUNS:
            self._sum_up()

    def _add(self, position: int, path: int, origins: NDArray[np.int32], deltas: NDArray[np.int32]) -> None:
        if len(deltas):
            self._keys.append((position, path))
            self._origins.append(origins)
            self._deltas.append(deltas)
            self._held += len(deltas)

    def _sum_up(self) -> None:
        if not self._keys:
            return
        keys = sorted(set(self._keys))
        number = {key: at for at, key in enumerate(keys)}
        which = np.repeat([number[key] for key in self._keys], [len(deltas) for deltas in self._deltas])
        origins, deltas = np.concatenate(self._origins), np.concatenate(self._deltas)
        # One number to sort by: origins begin with BEFORE, which is -1.
        by = (which << 32) + origins + 1
        order = np.argsort(by, kind="stable")
        by = by[order]
        first = np.ones(len(by), np.bool_)
        np.not_equal(by[1:], by[:-1], out=first[1:])
        begins = np.flatnonzero(first)
        sums = np.add.reduceat(deltas[order], begins, dtype=np.int32)
        rows = order[begins[sums != 0]]
        positions, paths = np.array(keys, np.int32)[which[rows]].T
        self._parts.append(
            LineEvents(
                positions=positions.copy(),
                paths=paths.copy(),
                origins=origins[rows],
                deltas=sums[sums != 0],
            )
        )
        self._keys, self._origins, self._deltas, self._held = [], [], [], 0


def _leading(same: NDArray[np.bool_]) -> int:
    """How many are true before the first that is not."""
    return len(same) if same.all() else int(np.argmin(same))
