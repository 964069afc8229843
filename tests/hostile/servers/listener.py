"""A host of a private network: it counts who comes, and nobody should."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def counting(address: str, *, port: int = 0) -> Iterator[tuple[int, list[object]]]:
    """The port, and the connections that came."""
    came: list[object] = []
    with socket.create_server((address, port)) as server:

        def take() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                came.append(peer)
                connection.close()

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)
