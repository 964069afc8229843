"""A proxy that knows CONNECT alone: it resolves a name once, checks all that it means, and dials what it checked.

It listens for one call of git, on loopback, and serves nobody who does not have its password. A redirect to another
host comes here too, so that the last address of a chain is checked as the first one was.
Protocol: RFC 9110, section 9.3.6.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
import secrets
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.egress.refusals import Refused
from codevoyage_ingest.egress.relay import relay
from codevoyage_ingest.egress.rules import EgressRules

_log = logging.getLogger(__name__)
#: Connections at a time; git opens one or two.
_CONNECTIONS: Final = 16
#: Bytes and seconds of a request's head; git's has some 200 bytes.
_HEAD_BYTES: Final = 8 << 10
_HEAD_SECONDS: Final = 10.0
#: Seconds for a host to take a connection.
_DIAL_SECONDS: Final = 20.0
#: Seconds of silence; git itself gives up after 30 s below 1,000 bytes a second.
_IDLE_SECONDS: Final = 120.0
#: Seconds for threads to end whose sockets are closed.
_JOIN_SECONDS: Final = 5.0
_CONNECT: Final = re.compile(rb"CONNECT (?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5}) HTTP/1\.[01]\r\n")


class EgressProxy:
    """Use it in a `with`; leaving the block ends every connection."""

    def __init__(self, rules: EgressRules) -> None:
        self._rules = rules
        self._password = secrets.token_hex(16)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=_CONNECTIONS)
        self._room = threading.BoundedSemaphore(_CONNECTIONS)
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        #: The latest connection that was refused.
        self.refused: Refused | None = None

    @property
    def address(self) -> str:
        """For `http.proxy`: with the password, so not for logs."""
        return f"http://git:{self._password}@127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in `accept`
        self._listener.close()
        for thread in list(self._threads):
            thread.join(_JOIN_SECONDS)

    def _start(self, run: object, *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, name="egress", daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._room.acquire(blocking=False):
                self._start(self._serve, client)
            else:
                client.close()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client:
                self._connect(client)
        except OSError as error:
            _log.info("a connection broke: %s", error)
        finally:
            self._room.release()

    def _connect(self, client: socket.socket) -> None:
        client.settimeout(_HEAD_SECONDS)
        head = _head(client)
        asked = _CONNECT.match(head)
        if asked is None:
            _answer(client, 405, "Method Not Allowed")
            return
        if not hmac.compare_digest(_password(head), self._expected()):
            _answer(client, 407, "Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="egress"')
            return
        name, port = (asked[1] or asked[2]).decode().lower().rstrip("."), int(asked[3])
        try:
            host = self._dialled(name, port)
        except Refused as refused:
            self.refused = refused
            _log.warning("refused to dial %s: %s", refused.host, refused.rule)
            _answer(client, 403, "Forbidden")
            return
        if host is None:
            _answer(client, 502, "Bad Gateway")
            return
        with host:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            relay(client, host, idle_seconds=_IDLE_SECONDS, stopped=self._stopped.is_set)

    def _dialled(self, name: str, port: int) -> socket.socket | None:
        """A connection to the first address that takes one; None where none does. Raises Refused."""
        for address in self._rules.addresses(name, port):
            with suppress(OSError):
                return socket.create_connection((str(address), port), timeout=_DIAL_SECONDS)
        return None

    def _expected(self) -> bytes:
        return base64.b64encode(f"git:{self._password}".encode())


def _head(client: socket.socket) -> bytes:
    """The request up to its empty line; what there is of it, where it ends early or never."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES:
        piece = client.recv(_HEAD_BYTES - len(head))
        if not piece:
            break
        head += piece
    return head


def _password(head: bytes) -> bytes:
    found = re.search(rb"\r\nProxy-Authorization: *Basic +([A-Za-z0-9+/=]+)\r\n", head, re.IGNORECASE)
    return b"" if found is None else found[1]


def _answer(client: socket.socket, code: int, words: str, *fields: str) -> None:
    lines = [f"HTTP/1.1 {code} {words}", *fields, "Content-Length: 0", "Connection: close", "", ""]
    client.sendall("\r\n".join(lines).encode())
