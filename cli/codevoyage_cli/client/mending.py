"""One stream that survives broken connections: it is begun again where it broke."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

import grpc
from grpc_status import rpc_status

from codevoyage_cli.client.aside import read_aside
from codevoyage_cli.client.session import call_failed

#: Seconds without any message after which it is given up: a stack that restarts is back long before.
PATIENCE_SECONDS: Final = 60.0
#: Seconds before the second try, doubled each time up to the last one.
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0
_MEND: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})
#: How a stream ends whose server was killed behind the gateway: reset, with nothing to say why.
_RESET: Final = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN})
T = TypeVar("T")


def mended(
    begin: Callable[[], Iterable[T]], *, service: str = "analysis", check: Callable[[], None] = lambda: None
) -> Iterator[T]:
    """The messages of a stream; one that breaks with UNAVAILABLE, or without a word, is begun again.

    begin: asks for what comes after the last message that was taken. service: the one that is asked, for the sentence.
    check: called a few times a second; may raise what ends the stream.
    Raises CallFailed when it stays broken, or for any other error.
    """
    pause, last_word = _FIRST_PAUSE, time.monotonic()
    while True:
        try:
            for message in read_aside(begin, check=check):
                pause, last_word = _FIRST_PAUSE, time.monotonic()
                yield message
            return
        except grpc.RpcError as error:
            failed = call_failed(error, service=service)
            if not _was_cut(error, failed.code) or time.monotonic() - last_word > PATIENCE_SECONDS:
                raise failed from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _was_cut(error: grpc.RpcError, code: grpc.StatusCode) -> bool:
    # Our servers say with each error which one it is; who was killed says nothing.
    told = isinstance(error, grpc.Call) and rpc_status.from_call(error) is not None
    return code in _MEND or (code in _RESET and not told)
