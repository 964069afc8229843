"""A stream is read by a thread of its own, and waited for where a signal does no harm."""

from __future__ import annotations

import contextvars
import itertools
import signal
import threading
from collections.abc import Iterator

import pytest

from codevoyage_cli.client.aside import read_aside
from codevoyage_cli.client.interrupts import interrupts


def test_messages_come_in_order_and_end_with_the_stream() -> None:
    assert list(read_aside(lambda: range(1000))) == list(range(1000))


def test_what_breaks_the_stream_is_raised_after_its_messages() -> None:
    def breaking() -> Iterator[int]:
        yield 1
        raise LookupError("gone")

    messages = read_aside(breaking)
    assert next(messages) == 1
    with pytest.raises(LookupError, match="gone"):
        next(messages)


def test_the_stream_runs_in_the_context_of_whoever_reads_it() -> None:
    where: contextvars.ContextVar[str] = contextvars.ContextVar("where", default="nowhere")
    where.set("here")
    assert list(read_aside(lambda: [where.get(), threading.current_thread().name])) == ["here", "stream"]


def test_a_silent_stream_is_left_at_a_signal_that_was_held_back() -> None:
    silence = threading.Event()

    def silent() -> Iterator[int]:
        yield 1
        silence.wait(60)

    with interrupts() as pending, pending.held():
        messages = read_aside(silent, check=pending.check)
        assert next(messages) == 1
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            next(messages)
    silence.set()


def test_an_endless_stream_that_is_left_ends_its_thread() -> None:
    ended = threading.Event()

    def endless() -> Iterator[int]:
        try:
            yield from itertools.count()
        finally:
            ended.set()

    messages = read_aside(endless)
    assert next(messages) == 0
    messages.close()
    assert ended.wait(60)
