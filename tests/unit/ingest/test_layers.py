"""The order of a history: parents first, and a longer history begins with a shorter one."""

from __future__ import annotations

import random
from array import array

import numpy as np
import pytest

from codevoyage_ingest.git.layers import Links, layered, link

_WIDTH = 20


def _random_history(seed: int, *, commits: int) -> list[list[int]]:
    """Parents of each commit, by number; a child has a higher number. Often several tips, merges of two to four."""
    chance = random.Random(seed)
    history: list[list[int]] = []
    for number in range(commits):
        count = 0 if number == 0 or chance.random() < 0.02 else chance.choice((1, 1, 1, 2, 2, 3, 4))
        nearby = range(max(0, number - 12), number)
        history.append(chance.sample(nearby, min(count, len(nearby))))
    return history


def _links(history: list[list[int]]) -> Links:
    ends, rows = array("q", [0]), array("q")
    for parents in history:
        rows.extend(parents)
        ends.append(len(rows))
    return Links(ends=ends, rows=rows)


def _ancestors(history: list[list[int]], tip: int) -> set[int]:
    found, border = {tip}, [tip]
    while border:
        border = [parent for row in border for parent in history[row] if parent not in found]
        found.update(border)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_parents_come_first_and_each_commit_once(seed: int) -> None:
    history = _random_history(seed, commits=200)
    order, places = layered(_links(history), head=199)
    assert sorted(order) == sorted(_ancestors(history, 199))
    where = {row: at for at, row in enumerate(order)}
    assert all(where[parent] < where[row] for row in order for parent in history[row])
    mainline = [199]
    while history[mainline[-1]]:
        mainline.append(history[mainline[-1]][0])
    assert [order[at] for at in places] == mainline[::-1]


@pytest.mark.parametrize("seed", range(40))
def test_what_a_mainline_commit_reaches_is_numbered_as_if_nothing_came_after_it(seed: int) -> None:
    history = _random_history(seed, commits=200)
    order, places = layered(_links(history), head=199)
    for at in places[:: max(1, len(places) // 7)]:
        shorter, _ = layered(_links(history[: order[at] + 1]), head=order[at])
        assert shorter == order[: at + 1]
        assert set(shorter) == _ancestors(history, order[at])


def test_a_parent_is_found_by_its_id_even_where_ids_begin_alike() -> None:
    ids = [bytes(8) + number.to_bytes(12, "big") for number in range(5)]
    ids.append(b"\xff" * 20)
    unlisted = bytes(8) + b"\xee" * 12
    parents = [[ids[3], ids[5]], [], [ids[4]], [unlisted], [ids[0]], []]
    ends = np.cumsum([len(of_one) for of_one in parents])
    links = link(b"".join(ids), b"".join(b"".join(of_one) for of_one in parents), ends, width=_WIDTH)
    assert [list(links.of(row)) for row in range(6)] == [[3, 5], [], [4], [-1], [0], []]


def test_a_chain_as_long_as_any_is_no_matter_of_recursion() -> None:
    chain = [[number - 1] if number else [] for number in range(50_000)]
    order, places = layered(_links(chain), head=49_999)
    assert list(order) == list(places) == list(range(50_000))
