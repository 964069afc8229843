"""A git host: `git http-backend` behind TLS, unless a test says otherwise about a request."""

from __future__ import annotations

import os
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Answers a request instead of git; False: git shall.
Misbehaviour = Callable[[BaseHTTPRequestHandler], bool]


def behave(_request: BaseHTTPRequestHandler) -> bool:
    """As a host should."""
    return False


def status(code: int, **fields: str) -> Misbehaviour:
    """Answers nothing but this."""

    def answer(request: BaseHTTPRequestHandler) -> bool:
        request.send_response(code)
        for name, value in fields.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return True

    return answer


@dataclass
class GitHost:
    """A host that is up. requests: lines of what it was asked."""

    port: int
    address: str
    requests: list[str] = field(default_factory=list)


@contextmanager
def git_host(
    repositories: Path,
    certificate: Path,
    *,
    misbehave: Misbehaviour = behave,
    address: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[GitHost]:
    """Serves the bare repositories of a folder by TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    requests: list[str] = []
    handler = partial(_Handler, repositories=repositories, misbehave=misbehave, requests=requests)
    server = _Quiet((address, port), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield GitHost(server.server_address[1], address, requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients leave: that is what is being tested."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 20
    protocol_version = "HTTP/1.1"  # one connection for all requests of a clone

    def __init__(self, *arguments: object, repositories: Path, misbehave: Misbehaviour, requests: list[str]) -> None:
        self._repositories = repositories
        self._misbehave = misbehave
        self._requests = requests
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._requests.append(self.requestline)
        if not self._misbehave(self):
            self._git()

    do_POST = do_GET  # noqa: N815  the name that the base class looks for

    def log_message(self, *_arguments: object) -> None:
        """Nothing: tests read `requests`."""

    def _git(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._chunks()
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "HOME": "/nonexistent",
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_PROJECT_ROOT": str(self._repositories),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_ADDR": "127.0.0.1",
            },
        ).stdout
        head, _, content = done.partition(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n"))
        self.send_response(int(fields.pop(b"Status", b"200").split()[0]))
        for name, value in fields.items():
            self.send_header(name.decode(), value.decode())
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        return body
