"""A request that is safe to send again, sent until a stack that restarts is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

import grpc

from codevoyage_cli.client.session import CallFailed, translated

#: Times that a request is sent: its id makes it safe to repeat, and a stack that restarts is back after seconds.
_TRIES: Final = 5
_PAUSE: Final = 1.0
T = TypeVar("T")


def repeated(call: Callable[[], T], *, service: str = "analysis") -> T:
    """The answer to a call that is idempotent. Raises CallFailed."""
    for attempt in range(1, _TRIES + 1):
        try:
            with translated(service):
                return call()
        except CallFailed as error:
            if error.code is not grpc.StatusCode.UNAVAILABLE or attempt == _TRIES:
                raise
        time.sleep(_PAUSE)
    raise AssertionError  # the loop returns or raises
