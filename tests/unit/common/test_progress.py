"""Rates and estimates, with a clock that the test turns."""

from __future__ import annotations

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.progress import Meter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_rate_and_remaining_time_follow_from_what_was_done() -> None:
    clock = Clock()
    meter = Meter(stage=Stage.READING, unit="commits", total=1000, clock=clock)
    clock.now += 2
    progress = meter.at(200)
    assert progress["rate"] == 100.0
    assert progress["remaining"] == 8.0


def test_there_is_no_estimate_without_a_total_or_at_the_very_beginning() -> None:
    clock = Clock()
    clock.now += 1
    assert Meter(stage=Stage.READING, unit="commits", total=0, clock=clock).at(10)["remaining"] is None
    meter = Meter(stage=Stage.READING, unit="commits", total=1000, clock=clock)
    clock.now += 1
    assert meter.at(10)["remaining"] is None


def test_the_rate_forgets_what_is_long_ago() -> None:
    clock = Clock()
    meter = Meter(stage=Stage.READING, unit="commits", total=0, clock=clock)
    clock.now += 10
    meter.at(10_000)  # fast at first
    for _ in range(10):
        clock.now += 1
        last = meter.at(10_000)  # then standing still
    assert last["rate"] == 0.0
