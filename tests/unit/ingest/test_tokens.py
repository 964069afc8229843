"""Tokens of an answer that comes in blocks are those of the whole answer, wherever the blocks end."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from codevoyage_ingest.git.tokens import StreamedTokens


def _blocks(whole: bytes, chance: random.Random) -> Iterator[bytes]:
    at = 0
    while at < len(whole):
        size = chance.randint(0, 40)
        yield whole[at : at + size]
        at += size


@pytest.mark.parametrize("seed", range(20))
def test_tokens_are_those_of_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    expected = [b"x" * chance.randint(0, 30) for _ in range(chance.randint(0, 300))] + [b""]
    tokens = StreamedTokens(_blocks(b"\0".join(expected), chance))
    for at, token in enumerate(expected):
        if chance.random() < 0.2:
            assert tokens[at : at + 3] == expected[at : at + 3]
        assert tokens[at] == token
        behind = max(0, at - 3)
        assert tokens[behind] == expected[behind]
    with pytest.raises(IndexError):
        tokens[len(expected)]


def test_what_lies_behind_is_forgotten() -> None:
    held = 0
    tokens = StreamedTokens(b"%d\0" % number * 10 for number in range(1_000))
    for at in range(10_000):
        assert tokens[at] == b"%d" % (at // 10)
        held = max(held, len(tokens._tokens))
    assert held <= 10 + StreamedTokens.BEHIND + 1
