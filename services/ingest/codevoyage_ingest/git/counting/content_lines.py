"""Lines of a content, and a number for each; compiled by numba when it is first called.

All functions take contents as contiguous bytes. Unsigned indices spare a test for negative ones at each byte.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_ingest.git.counting.compiled import compiled

#: Instead of a number of lines: the content is binary.
BINARY: Final = -1

#: Bytes at the beginning in which git looks for a NUL, which makes a content binary.
_LOOKED_AT = 8000

_NEWLINE = np.uint8(10)
_LINE_BEGINS = np.uint64(0xCBF29CE484222325)
_NEWLINES, _LOW, _HIGH = np.uint64(0x0A0A0A0A0A0A0A0A), np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_COUNTED = np.uint64(128)
_NOTHING, _ONE, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(8)


@compiled
def is_binary(content: NDArray[np.uint8]) -> bool:
    """Whether git calls it binary: a NUL among its first 8,000 bytes."""
    found = False
    for at in range(np.uint64(min(len(content), _LOOKED_AT))):  # without a way out: many bytes at a time
        found |= content[at] == 0
    return found


@compiled
def count_lines(content: NDArray[np.uint8]) -> int:
    """Lines, the last one with or without its newline; BINARY if it is binary."""
    if is_binary(content):
        return BINARY
    return lines_between(content, 0, len(content))


@compiled
def differing_middle(old: NDArray[np.uint8], new: NDArray[np.uint8]) -> tuple[int, int, int]:
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


@compiled
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


@compiled
def lines_between(content: NDArray[np.uint8], begin: int, end: int) -> int:
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


@compiled
def line_hashes(content: NDArray[np.uint8], begin: int, end: int, seed: np.uint64) -> NDArray[np.uint64]:
    """One number a line, of eight bytes at a time from its beginning; its newline is part of it, as it is for git."""
    found = np.empty(lines_between(content, begin, end), dtype=np.uint64)
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


@compiled
def _word(content: NDArray[np.uint8], at: np.uint64) -> np.uint64:
    """Eight bytes, the first one lowest; compiled to one instruction where memory is laid out so."""
    word = _NOTHING
    for byte in (7, 6, 5, 4, 3, 2, 1, 0):
        word = (word << _EIGHT) | np.uint64(content[at + np.uint64(byte)])
    return word


@compiled
def _mixed(value: np.uint64, word: np.uint64, seed: np.uint64) -> np.uint64:
    mixed = (value ^ word) * seed
    return mixed ^ (mixed >> np.uint64(32))
