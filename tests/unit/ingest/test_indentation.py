"""Indentation counted by hand."""

from __future__ import annotations

import random

import pytest

from codevoyage_ingest.complexity.indentation import indentation


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (0, 0)),
        (b"a\nb\n", (0, 0)),
        (b"def f():\n    if x:\n        return\n", (3, 2)),
        (b"\tx\n\t\ty\n", (3, 2)),
        (b"\t    x\n", (2, 2)),
        (b"   three\n", (0, 0)),
        (b"      six\n", (1, 1)),
        (b"    \n\t\t\n    x", (1, 1)),  # blank lines have no level
        (b"    a\r\n\r\n        b\r\n", (3, 2)),
    ],
)
def test_levels_are_tabs_and_fours_of_spaces(content: bytes, expected: tuple[int, int]) -> None:
    assert indentation(content) == expected


def test_it_is_the_sum_over_lines() -> None:
    chance = random.Random(3)
    lines = [b" " * chance.randrange(20) + b"\t" * chance.randrange(3) + b"x" for _ in range(500)]
    of_each = [indentation(line) for line in lines]
    assert indentation(b"\n".join(lines)) == (sum(total for total, _ in of_each), max(most for _, most in of_each))
