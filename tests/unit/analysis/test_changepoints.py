"""Change points, against every segmentation that there is."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from codevoyage_analysis.metrics.changepoints import changepoints


def cost(signals: NDArray[np.float64], cuts: tuple[int, ...], penalty: float) -> float:
    bounds = [0, *cuts, len(signals)]
    segments = [signals[begin:end] for begin, end in pairwise(bounds)]
    return sum(float(((each - each.mean(axis=0)) ** 2).sum()) for each in segments) + penalty * len(cuts)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=10),
    st.integers(1, 3),
    st.floats(0.1, 9),
)
def test_no_segmentation_is_cheaper(drawn: list[tuple[int, int]], shortest: int, penalty: float) -> None:
    signals = np.array(drawn, np.float64)
    found = tuple(changepoints(signals, penalty=penalty, shortest=shortest))
    allowed = [
        cuts
        for number in range(len(signals))
        for cuts in combinations(range(1, len(signals)), number)
        if min(np.diff([0, *cuts, len(signals)])) >= shortest or not cuts
    ]
    assert found in allowed
    assert cost(signals, found, penalty) == pytest.approx(min(cost(signals, cuts, penalty) for cuts in allowed))


def test_a_step_is_found_where_it_is_and_noise_is_none() -> None:
    noise = np.random.default_rng(7).normal(size=(120, 1))
    steps = noise + np.repeat([0.0, 6.0, 3.0], 40)[:, None]
    assert changepoints(steps, penalty=15, shortest=3) == [40, 80]
    assert changepoints(noise, penalty=15, shortest=3) == []
    assert changepoints(noise[:5], penalty=0.1, shortest=3) == []
