"""How many lines two contents differ by, exactly as git counts them; compiled by numba when it is first called.

Method: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), on the lines that are
left when git's own preparation is done: common lines at both ends are set aside, lines that the other content does not
have are changed for certain, and a line that the other has very often counts as changed too where it stands among
such lines. git searches for the shortest difference up to a cost, beyond it for a good one: there is no number then.
All functions take contents as contiguous bytes. Unsigned indices spare a test for negative ones at each byte.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Instead of a number: the content is binary, or git must be asked.
BINARY = -1
UNDECIDED = -2

#: Bytes at the beginning in which git looks for a NUL, which makes a content binary.
_LOOKED_AT = 8000
#: git's heuristics begin after 256 rounds from both ends; a shorter difference than twice that is found before.
_SHORTEST = 510
#: git looks at this many neighbours of a frequent line, and never calls a line frequent below this bound ...
_NEIGHBOURS = 100
_FREQUENT = 1024
#: ... and it leaves one out only among more than three times as many lines without a match, counting it twice.
_FEWEST_ALONE = 7

_NEWLINE = np.uint8(10)
_LINE_BEGINS = np.uint64(0xCBF29CE484222325)
_NEWLINES, _LOW, _HIGH = np.uint64(0x0A0A0A0A0A0A0A0A), np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_COUNTED = np.uint64(128)
_NOTHING, _ONE, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(8)

# Kept only where somebody named a place of their own: what is read from there is run.
_compiled: Any = njit(nogil=True, cache="NUMBA_CACHE_DIR" in os.environ)


@_compiled
def is_binary(content: NDArray[np.uint8]) -> bool:
    """Whether git calls it binary: a NUL among its first 8,000 bytes."""
    found = False
    for at in range(np.uint64(min(len(content), _LOOKED_AT))):  # without a way out: many bytes at a time
        found |= content[at] == 0
    return found


@_compiled
def count_lines(content: NDArray[np.uint8]) -> int:
    """Lines, the last one with or without its newline; BINARY if it is binary."""
    if is_binary(content):
        return BINARY
    return _lines_between(content, 0, len(content))


@_compiled
def count_differing(old: NDArray[np.uint8], new: NDArray[np.uint8], seed: np.uint64) -> tuple[int, int]:
    """(insertions, deletions); both BINARY if either is binary, both UNDECIDED if git must be asked.

    seed: odd and secret, of the hash that stands for a line.
    """
    if is_binary(old) or is_binary(new):
        return BINARY, BINARY
    begin, old_end, new_end = _middle(old, new)
    deletions = _lines_between(old, begin, old_end)
    insertions = _lines_between(new, begin, new_end)
    if deletions == 0 or insertions == 0:
        return insertions, deletions
    lines = np.concatenate((_hashes(old, begin, old_end, seed), _hashes(new, begin, new_end, seed)))
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
        ends = np.concatenate((_hashes(old, 0, begin, seed), _hashes(old, old_end, len(old), seed)))
        in_ends = _occurrences(ends, table, lines)
        of_old = of_old[_compared((in_new + in_ends)[of_old], deletions + len(ends))]
        of_new = of_new[_compared((in_old + in_ends)[of_new], insertions + len(ends))]
    distance = _distance(of_old, of_new)
    if distance < 0:
        return UNDECIDED, UNDECIDED
    common = (len(of_old) + len(of_new) - distance) // 2
    return insertions - common, deletions - common


@_compiled
def _middle(old: NDArray[np.uint8], new: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Where the lines begin (in both) and end (in each) that are not the same at the beginning and at the end."""
    shorter = min(len(old), len(new))
    words = shorter // 8
    old_words, new_words = old[: words * 8].view(np.uint64), new[: words * 8].view(np.uint64)
    at = 0
    while at < words and old_words[at] == new_words[at]:
        at += 1
    begin = at * 8
    while begin < shorter and old[begin] == new[begin]:
        begin += 1
    while begin > 0 and old[begin - 1] != _NEWLINE:
        begin -= 1
    same = _same_at_end(old, new, shorter - begin)
    old_end, new_end = len(old) - same, len(new) - same
    in_line = old_end > begin and old[old_end - 1] != _NEWLINE
    if same and (in_line or (new_end > begin and new[new_end - 1] != _NEWLINE)):
        while old_end < len(old) and old[old_end] != _NEWLINE:
            old_end += 1
        old_end = min(old_end + 1, len(old))
        new_end = len(new) - (len(old) - old_end)
    return begin, old_end, new_end


@_compiled
def _same_at_end(old: NDArray[np.uint8], new: NDArray[np.uint8], most: int) -> int:
    """Bytes that both have in common at their ends, of at most so many."""
    left, right, bound = np.uint64(len(old)), np.uint64(len(new)), np.uint64(most)
    one, block = np.uint64(1), np.uint64(64)
    same = np.uint64(0)
    while same + block <= bound:
        same += block
        of_old, of_new = old[left - same : left - same + block], new[right - same : right - same + block]
        different = np.uint8(0)
        for at in range(block):  # without a way out: many bytes at a time
            different |= of_old[at] ^ of_new[at]
        if different:
            same -= block
            break
    while same < bound and old[left - same - one] == new[right - same - one]:
        same += one
    return np.int64(same)


@_compiled
def _lines_between(content: NDArray[np.uint8], begin: int, end: int) -> int:
    lines = 1 if end > begin and content[end - 1] != _NEWLINE else 0
    at, stop = np.uint64(begin), np.uint64(end)
    while at + _COUNTED <= stop:
        block = content[at : at + _COUNTED]
        of_block = np.uint8(0)  # a byte holds what a block can have: many bytes are looked at a time
        for place in range(_COUNTED):
            of_block = np.uint8(of_block + np.uint8(block[place] == _NEWLINE))
        lines += np.int64(of_block)
        at += _COUNTED
    while at < stop:
        lines += np.int64(content[at] == _NEWLINE)
        at += _ONE
    return lines


@_compiled
def _hashes(content: NDArray[np.uint8], begin: int, end: int, seed: np.uint64) -> NDArray[np.uint64]:
    """One number a line, of eight bytes at a time from its beginning; its newline is part of it, as it is for git."""
    found = np.empty(_lines_between(content, begin, end), dtype=np.uint64)
    lines, value = 0, _LINE_BEGINS
    at, stop = np.uint64(begin), np.uint64(end)
    while at + _EIGHT <= stop:
        word = _word(content, at)
        zeros = word ^ _NEWLINES  # a zero byte for each newline, found as in "Hacker's Delight", section 6-1
        first = (zeros - _LOW) & ~zeros & _HIGH
        if first == _NOTHING:
            value = _mixed(value, word, seed)
            at += _EIGHT
        else:
            line = ((first & (~first + _ONE)) << _ONE) - _ONE  # the bytes up to its newline
            found[lines] = _mixed(value, word & line, seed)
            lines, value = lines + 1, _LINE_BEGINS
            at += ((line & _LOW) * _LOW) >> np.uint64(56)  # as many bytes as it has
    word, shift = _NOTHING, _NOTHING
    while at < stop:
        word |= np.uint64(content[at]) << shift
        shift += _EIGHT
        if content[at] == _NEWLINE:
            found[lines] = _mixed(value, word, seed)
            lines, value, word, shift = lines + 1, _LINE_BEGINS, _NOTHING, _NOTHING
        at += _ONE
    if lines < len(found):
        found[lines] = _mixed(value, word, seed)
    return found


@_compiled
def _word(content: NDArray[np.uint8], at: np.uint64) -> np.uint64:
    """Eight bytes, the first one lowest; compiled to one instruction where memory is laid out so."""
    word = _NOTHING
    for byte in (7, 6, 5, 4, 3, 2, 1, 0):
        word = (word << _EIGHT) | np.uint64(content[at + np.uint64(byte)])
    return word


@_compiled
def _mixed(value: np.uint64, word: np.uint64, seed: np.uint64) -> np.uint64:
    mixed = (value ^ word) * seed
    return mixed ^ (mixed >> np.uint64(32))


@_compiled
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


@_compiled
def _place(line: np.uint64, table: NDArray[np.int32], lines: NDArray[np.uint64]) -> np.uint64:
    mask = np.uint64(len(table) - 1)
    place = line & mask
    while table[place] >= 0 and lines[table[place]] != line:
        place = (place + _ONE) & mask
    return place


@_compiled
def _occurrences(others: NDArray[np.uint64], table: NDArray[np.int32], lines: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How often each line, by its number, is among others."""
    found = np.zeros(len(lines), dtype=np.int64)
    for other in others:
        number = table[_place(other, table, lines)]
        if number >= 0:
            found[number] += 1
    return found


@_compiled
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


@_compiled
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


@_compiled
def _rough_root(number: int) -> int:
    """A power of two near the square root, as git takes it."""
    root = 1
    while number > 0:
        root *= 2
        number //= 4
    return root


@_compiled
def _distance(old: NDArray[np.int32], new: NDArray[np.int32]) -> int:
    """Lines that the shortest difference adds and takes away; -1 if git might not find it. Myers, figure 2."""
    reach = np.zeros(2 * _SHORTEST + 5, dtype=np.int64)
    middle = _SHORTEST + 2
    for distance in range(_SHORTEST + 1):
        for diagonal in range(-distance, distance + 1, 2):
            if -diagonal > len(new) or diagonal > len(old):
                continue
            below, above = reach[middle + diagonal + 1], reach[middle + diagonal - 1] + 1
            x = below if diagonal == -distance or (diagonal != distance and above <= below) else above
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x += 1
                y += 1
            reach[middle + diagonal] = x
            if x >= len(old) and y >= len(new):
                return distance
    return -1
