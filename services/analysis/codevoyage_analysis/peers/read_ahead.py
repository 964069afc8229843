"""A stream of messages read ahead by a thread, so that a run can look up between two of them."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Iterator
from enum import Enum
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from codevoyage_common.errors import CodeVoyageError, ServiceUnavailable
from codevoyage_common.rpc.error_interceptor import typed

T = TypeVar("T")
#: Messages read ahead: of facts, some megabytes. Beyond them gRPC's flow control holds the other side back.
AHEAD: Final = 8


class Mark(Enum):
    """What comes instead of a message."""

    QUIET = "nothing came in this time"
    END = "this was all"


class ReadAhead(Generic[T]):
    """A context manager; inside of it, `take` gives one message after the other.

    source: is iterated in the thread; it may raise typed errors, and ends when its channel is closed. service: whose
    messages these are. patience_seconds: after so long a silence, the service does not answer.
    """

    def __init__(self, source: Iterator[T], *, service: str, patience_seconds: float) -> None:
        self._source = source
        self._service = service
        self._patience_seconds = patience_seconds
        self._arrived: queue.Queue[T | CodeVoyageError | Mark] = queue.Queue(AHEAD)
        self._closed = threading.Event()
        self._last_word = time.monotonic()

    def __enter__(self) -> Self:
        context = contextvars.copy_context()  # the thread's calls belong to the trace of the run
        name = f"read-{self._service}"
        threading.Thread(target=context.run, args=(self._read,), name=name, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()  # the thread ends with the run's channel

    def take(self, *, seconds: float) -> T | Mark:
        """The next message, or QUIET after so many seconds, or END. Raises the source's errors, ServiceUnavailable."""
        try:
            arrived = self._arrived.get(timeout=seconds)
        except queue.Empty:
            if time.monotonic() - self._last_word > self._patience_seconds:
                raise ServiceUnavailable(self._service) from None
            return Mark.QUIET
        if isinstance(arrived, CodeVoyageError):
            raise arrived
        self._last_word = time.monotonic()
        return arrived

    def _read(self) -> None:
        try:
            for message in self._source:
                self._put(message)
                if self._closed.is_set():
                    return
        except Exception as error:  # noqa: BLE001  it belongs to the thread that takes
            if not self._closed.is_set():
                self._put(typed(error))
            return
        self._put(Mark.END)

    def _put(self, item: T | CodeVoyageError | Mark) -> None:
        while not self._closed.is_set():
            try:
                self._arrived.put(item, timeout=1.0)
            except queue.Full:
                continue
            return
