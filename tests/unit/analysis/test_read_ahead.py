"""A stream that is read ahead ends, fails and is left as its source is."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from codevoyage_analysis.peers.read_ahead import AHEAD, Mark, ReadAhead
from codevoyage_common.errors import InternalError, ResourceNotFound, ServiceUnavailable


def test_messages_come_in_order_and_then_the_end() -> None:
    with ReadAhead(iter(range(3 * AHEAD)), service="ingest", patience_seconds=10) as stream:
        assert [stream.take(seconds=10) for _ in range(3 * AHEAD)] == list(range(3 * AHEAD))
        assert stream.take(seconds=10) is Mark.END


def test_no_more_is_read_ahead_than_is_allowed() -> None:
    read: list[int] = []
    enough = threading.Event()

    def source() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            if number == AHEAD:
                enough.set()
            yield number

    with ReadAhead(source(), service="ingest", patience_seconds=10) as stream:
        assert enough.wait(10)
        assert len(read) == AHEAD + 1  # one is in the thread's hand
        assert stream.take(seconds=10) == 0


def test_a_typed_error_is_raised_where_messages_are_taken() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ResourceNotFound("ingestJobs/x")

    with ReadAhead(source(), service="ingest", patience_seconds=10) as stream:
        assert stream.take(seconds=10) == 1
        with pytest.raises(ResourceNotFound):
            stream.take(seconds=10)


def test_a_defect_is_raised_there_too() -> None:
    def source() -> Iterator[int]:
        yield from ()
        raise KeyError("x")

    with (
        ReadAhead(source(), service="ingest", patience_seconds=10) as stream,
        pytest.raises(InternalError),
    ):
        stream.take(seconds=10)


def test_silence_is_borne_until_patience_ends() -> None:
    silent = threading.Event()

    def source() -> Iterator[int]:
        silent.wait(10)
        yield 1

    with ReadAhead(source(), service="ingest", patience_seconds=60) as stream:
        assert stream.take(seconds=0.01) is Mark.QUIET
    with (
        ReadAhead(source(), service="ingest", patience_seconds=0) as stream,
        pytest.raises(ServiceUnavailable, match="ingest"),
    ):
        stream.take(seconds=0.01)
    silent.set()
