"""A stream that a thread of its own reads, so that no signal ever tears gRPC's code apart.

Interrupted in the middle of a call, gRPC's channel waits at its end for events that no thread takes any more. Signals
reach the main thread alone; it waits at a queue, where an exception does no harm.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Generator, Iterable
from typing import Final, Generic, TypeVar

#: Messages that may wait: a watch has at most four a second, and a snapshot now and then.
_WAITING: Final = 64
#: Seconds between two looks for a signal that was held back.
_INTERVAL: Final = 0.1
T = TypeVar("T")


class _Ended:
    """The stream's last word: what broke it, if anything did."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error


class _Aside(Generic[T]):
    """A daemon thread and the queue between: nobody waits for either when the messages are not wanted any more."""

    def __init__(self, begin: Callable[[], Iterable[T]]) -> None:
        self.messages: queue.Queue[T | _Ended] = queue.Queue(_WAITING)
        self.unwanted = threading.Event()
        self._begin = begin
        # The span that the call belongs to is the main thread's.
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._run,), name="stream", daemon=True).start()

    def _run(self) -> None:
        try:
            for message in self._begin():
                if not self._put(message):
                    return  # closing the channel ends the call
        except Exception as error:  # noqa: BLE001  raised again where the messages are taken
            self._put(_Ended(error))
        else:
            self._put(_Ended(None))

    def _put(self, message: T | _Ended) -> bool:
        while not self.unwanted.is_set():
            try:
                self.messages.put(message, timeout=_INTERVAL)
            except queue.Full:
                continue
            return True
        return False


def read_aside(begin: Callable[[], Iterable[T]], *, check: Callable[[], None] = lambda: None) -> Generator[T]:
    """The messages of a stream that `begin` starts, which a thread of its own does.

    check: called a few times a second while there is nothing; may raise what ends the waiting. Raises what the stream
    raises. A stream that is left early ends with its channel.
    """
    aside = _Aside(begin)
    try:
        while True:
            check()
            try:
                message = aside.messages.get(timeout=_INTERVAL)
            except queue.Empty:
                continue
            if isinstance(message, _Ended):
                if message.error is not None:
                    raise message.error
                return
            yield message
    finally:
        aside.unwanted.set()
