"""The lines of one file, by the commits that wrote them: runs of neighbouring lines that have the same origin.

A text is never needed: a hunk says which lines went and how many came in their place, all others stay whose they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Lines = NDArray[np.int32]
#: Of each hunk, as in the `@@` lines of a patch without context: old start, old count, new start, new count.
Hunks = NDArray[np.uint32]

#: Origin of lines that were there before the first commit that was read.
BEFORE: Final = -1
#: End of a run whose length nobody told: of a file that stood before what was read, or that was binary.
ENDLESS: Final = np.iinfo(np.int32).max


class HunksMisfit(ValueError):
    """Hunks of another file than this one."""


@dataclass(frozen=True, eq=False)
class Spans:
    """Runs of lines, first to last. No run is empty, and no two neighbours have one origin.

    ends: lines up to the end of each run, counted from the first line. origins: the commit that wrote the run's lines.
    """

    ends: Lines
    origins: Lines

    def __len__(self) -> int:
        """Lines; ENDLESS where nobody told."""
        return int(self.ends[-1]) if len(self.ends) else 0

    def counts(self) -> Lines:
        """Lines of each run."""
        counts = self.ends.copy()
        counts[1:] -= self.ends[:-1]
        return counts


def written(lines: int, origin: int) -> Spans:
    """A file that one commit wrote whole. lines: ENDLESS where nobody tells."""
    runs = 1 if lines else 0
    return Spans(np.full(runs, lines, np.int32), np.full(runs, origin, np.int32))


def rewritten(old: Spans, hunks: Hunks, *, origin: int) -> Spans:
    """The file after a change: lines outside of the hunks stay whose they were, new ones are the commit's.

    hunks: in the order of lines. Raises HunksMisfit where they name lines that the file does not have.
    """
    rows = hunks.astype(np.int64)
    counts, added = rows[:, 1], rows[:, 3]
    # Where nothing was taken away git names the line before; else the first line itself, counted from 1.
    begins = rows[:, 0] - (counts > 0)
    total = len(old)
    kept_from = np.concatenate(([0], begins + counts))
    kept_to = np.concatenate((begins, [total]))
    if (kept_from > kept_to).any() or (begins < 0).any():
        raise HunksMisfit(f"hunks up to line {int(kept_from[-1])} of a file of {total} lines")
    shifts = np.concatenate(([0], np.cumsum(added - counts)))
    firsts = np.searchsorted(old.ends, kept_from, side="right").tolist()
    lasts = np.searchsorted(old.ends, kept_to, side="left").tolist()
    ends: list[Lines | list[int]] = []
    origins: list[Lines | list[int]] = []
    new = added.tolist()
    for at, (begin, end, shift) in enumerate(zip(kept_from.tolist(), kept_to.tolist(), shifts.tolist(), strict=True)):
        if begin < end:
            first, last = firsts[at], lasts[at]
            ends.append(old.ends[first:last] + shift if shift else old.ends[first:last])
            ends.append([end + shift])
            origins.append(old.origins[first : last + 1])
        if at < len(new) and new[at]:
            ends.append([end + shift + new[at]])
            origins.append([origin])
    if not ends:
        return written(0, origin)
    if total == ENDLESS:
        ends[-1] = [ENDLESS]
    return _joined(np.concatenate(ends), np.concatenate(origins))


def overlaid(first: Spans, second: Spans, *, unknown: int) -> Spans:
    """The same lines by two accounts: where the first says `unknown`, what the second says.

    Raises HunksMisfit where they are not of one length.
    """
    if len(first) != len(second):
        raise HunksMisfit(f"parents of a merge leave {len(first)} and {len(second)} lines")
    ends = np.union1d(first.ends, second.ends)
    said = first.origins[np.searchsorted(first.ends, ends)]
    other = second.origins[np.searchsorted(second.ends, ends)]
    return _joined(ends, np.where(said == unknown, other, said))


def cut(spans: Spans, lines: int) -> Spans:
    """The file with the length that it is known to have. Raises HunksMisfit where it was known to have another."""
    if len(spans) == lines:
        return spans
    if len(spans) != ENDLESS:
        raise HunksMisfit(f"{len(spans)} lines where {lines} stand")
    runs = int(np.searchsorted(spans.ends, lines)) + 1 if lines else 0
    return Spans(np.minimum(spans.ends[:runs], np.int32(lines)), spans.origins[:runs])


def _joined(ends: NDArray[np.integer], origins: Lines) -> Spans:
    """Neighbours of one origin as one run."""
    last = np.empty(len(origins), np.bool_)
    last[-1:] = True
    np.not_equal(origins[1:], origins[:-1], out=last[:-1])
    if last.all():
        return Spans(ends.astype(np.int32, copy=False), origins.astype(np.int32, copy=False))
    return Spans(ends[last].astype(np.int32, copy=False), origins[last].astype(np.int32, copy=False))
