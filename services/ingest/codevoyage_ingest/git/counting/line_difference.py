"""How many lines two contents differ by, exactly as git counts them; compiled by numba when it is first called.

Method: git's own preparation, then its search (`edit_search`) on the lines that are left. Common lines at both ends
are set aside, lines that the other content does not have are changed for certain, and a line that the other has very
often counts as changed too where it stands among such lines.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_ingest.git.counting.compiled import compiled
from codevoyage_ingest.git.counting.content_lines import (
    BINARY,
    differing_middle,
    is_binary,
    line_hashes,
    lines_between,
)
from codevoyage_ingest.git.counting.edit_search import differing_lines

#: Instead of a number: git must be asked.
UNDECIDED: Final = -2

#: git's search is for the shortest difference up to so many rounds at least.
_FEWEST_ROUNDS = 256
#: git looks at this many neighbours of a frequent line, and never calls a line frequent below this bound ...
_NEIGHBOURS = 100
_FREQUENT = 1024
#: ... and it leaves one out only among more than three times as many lines without a match, counting it twice.
_FEWEST_ALONE = 7

_ONE = np.uint64(1)


@compiled
def count_differing(old: NDArray[np.uint8], new: NDArray[np.uint8], seed: np.uint64) -> tuple[int, int]:
    """(insertions, deletions); both BINARY if either is binary, both UNDECIDED if git must be asked.

    seed: odd and secret, of the hash that stands for a line.
    """
    if is_binary(old) or is_binary(new):
        return BINARY, BINARY
    begin, old_end, new_end = differing_middle(old, new)
    deletions = lines_between(old, begin, old_end)
    insertions = lines_between(new, begin, new_end)
    if deletions == 0 or insertions == 0:
        return insertions, deletions
    lines = np.concatenate((line_hashes(old, begin, old_end, seed), line_hashes(new, begin, new_end, seed)))
    ids, table = _numbered(lines)
    count = len(lines)
    of_old, of_new = ids[:deletions], ids[deletions:]
    in_old, in_new = np.bincount(of_old, minlength=count), np.bincount(of_new, minlength=count)
    of_old_alone, of_new_alone = np.sum(in_new[of_old] == 0), np.sum(in_old[of_new] == 0)
    if of_old_alone == deletions:
        return insertions, deletions
    if max(of_old_alone, of_new_alone) < _FEWEST_ALONE:
        of_old, of_new = of_old[in_new[of_old] > 0], of_new[in_old[of_new] > 0]
    else:
        # How often the other content has a line counts also where that is outside of the middle.
        ends = np.concatenate((line_hashes(old, 0, begin, seed), line_hashes(old, old_end, len(old), seed)))
        in_ends = _occurrences(ends, table, lines)
        of_old = of_old[_compared((in_new + in_ends)[of_old], deletions + len(ends))]
        of_new = of_new[_compared((in_old + in_ends)[of_new], insertions + len(ends))]
    compared = len(of_old) + len(of_new)
    changed = differing_lines(of_old, of_new, max(_rough_root(compared + 3), _FEWEST_ROUNDS))
    if changed < 0:
        return UNDECIDED, UNDECIDED
    common = (compared - changed) // 2
    return insertions - common, deletions - common


@compiled
def _numbered(lines: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each line the index of the first one that is the same; and a table to find that by, -1 where it is empty."""
    size = 16
    while size < 2 * len(lines):
        size *= 2
    table = np.full(size, -1, dtype=np.int32)
    found = np.empty(len(lines), dtype=np.int32)
    for at in range(len(lines)):
        place = _place(lines[at], table, lines)
        if table[place] < 0:
            table[place] = at
        found[at] = table[place]
    return found, table


@compiled
def _place(line: np.uint64, table: NDArray[np.int32], lines: NDArray[np.uint64]) -> np.uint64:
    mask = np.uint64(len(table) - 1)
    place = line & mask
    while table[place] >= 0 and lines[table[place]] != line:
        place = (place + _ONE) & mask
    return place


@compiled
def _occurrences(others: NDArray[np.uint64], table: NDArray[np.int32], lines: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How often each line, by its number, is among others."""
    found = np.zeros(len(lines), dtype=np.int64)
    for other in others:
        number = table[_place(other, table, lines)]
        if number >= 0:
            found[number] += 1
    return found


@compiled
def _compared(matches: NDArray[np.int64], lines: int) -> NDArray[np.bool_]:
    """Which lines of a middle git compares at all.

    matches: how often the other content has each. lines: of this content, whole.
    """
    frequent = min(_rough_root(lines), _FREQUENT)
    chosen = matches > 0
    for at in range(len(matches)):
        if matches[at] >= frequent and _among_unmatched(matches, at, frequent):
            chosen[at] = False
    return chosen


@compiled
def _among_unmatched(matches: NDArray[np.int64], at: int, frequent: int) -> bool:
    """Whether a frequent line stands in a run of lines without a match, with at most a quarter of frequent ones."""
    alone, often = 0, 2  # it counts once for each side
    for step in (-1, 1):
        before = alone
        neighbour = at + step
        while 0 <= neighbour < len(matches) and abs(neighbour - at) <= _NEIGHBOURS:
            if matches[neighbour] == 0:
                alone += 1
            elif matches[neighbour] >= frequent:
                often += 1
            else:
                break
            neighbour += step
        if alone == before:
            return False
    return alone > 3 * often


@compiled
def _rough_root(number: int) -> int:
    """A power of two near the square root, as git takes it."""
    root = 1
    while number > 0:
        root *= 2
        number //= 4
    return root
