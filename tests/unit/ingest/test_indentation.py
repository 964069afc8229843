"""Indentation counted by hand."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codevoyage_ingest.complexity.indentation import indentation
from codevoyage_ingest.complexity.levels import levels


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


@given(st.lists(st.sampled_from([b" ", b"\t", b"\n", b"\r", b"\v", b"\f", b"x", b"\0", b"\xff"]), max_size=60))
def test_compiled_levels_are_the_same(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    assert levels(np.frombuffer(content, np.uint8)) == indentation(content)
