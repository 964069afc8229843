"""Bytes between two sockets, until both have said all, or nothing is said for too long."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

#: Bytes that are taken from one side before the other side has taken them.
_PIECE: Final = 64 << 10
#: Seconds between two looks at whether anybody still wants it.
_LOOK_SECONDS: Final = 0.25


def relay(client: socket.socket, host: socket.socket, *, idle_seconds: float, stopped: Callable[[], bool]) -> None:
    """Hands on what either side says, until both have ended, one is gone, nothing is said, or it is stopped."""
    quiet = 0.0
    with selectors.DefaultSelector() as ready:
        for pair in ((client, host), (host, client)):
            pair[0].settimeout(idle_seconds)
            ready.register(pair[0], selectors.EVENT_READ, pair)
        while ready.get_map() and quiet < idle_seconds and not stopped():
            events = ready.select(_LOOK_SECONDS)
            quiet = 0.0 if events else quiet + _LOOK_SECONDS
            for key, _ in events:
                side, other = key.data
                try:
                    piece = side.recv(_PIECE)
                    other.sendall(piece)
                except OSError:
                    return
                if not piece:
                    ready.unregister(side)
                    with suppress(OSError):
                        other.shutdown(socket.SHUT_WR)
