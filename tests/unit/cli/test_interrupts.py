"""Signals come at moments that suit."""

from __future__ import annotations

import signal

import pytest

from codevoyage_cli.client.interrupts import interrupts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_of_what_may_not_be_torn_apart(number: signal.Signals) -> None:
    done = []
    with interrupts() as pending:
        with pending.held():
            signal.raise_signal(number)
            done.append("whole")
        with pytest.raises(KeyboardInterrupt):
            pending.check()
    assert done == ["whole"]


def test_handlers_are_what_they_were() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupts():
        pass
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_that_is_held_back_is_raised_when_asked_for() -> None:
    with interrupts() as pending:
        with pending.held():
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            pending.check()
        pending.check()
