"""The way out: who may use it, for what, and what it tells of whom it refused."""

from __future__ import annotations

import base64
import ipaddress
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from codevoyage_ingest.egress.proxy import EgressProxy
from codevoyage_ingest.egress.rules import Address, EgressRules

HERE = ipaddress.ip_address("127.0.0.1")


def here(_host: str, _port: int) -> Sequence[Address]:
    return [HERE]


@contextmanager
def echoing() -> Iterator[int]:
    """The port of a host that says back what it hears."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                while piece := connection.recv(65536):
                    connection.sendall(piece)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def rules(port: int, *, permitted: bool = True) -> EgressRules:
    networks = (ipaddress.ip_network("127.0.0.0/8"),) if permitted else ()
    return EgressRules(ports=frozenset({port}), permitted=networks, resolver=here)


def asked(proxy: EgressProxy, request: str, *, password: str | None = None) -> tuple[socket.socket, bytes]:
    place = urlsplit(proxy.address)
    client = socket.create_connection(("127.0.0.1", place.port or 0), timeout=10)
    word = base64.b64encode(f"git:{place.password if password is None else password}".encode()).decode()
    client.sendall(f"{request}\r\nHost: x\r\nProxy-Authorization: Basic {word}\r\n\r\n".encode())
    return client, client.recv(4096).partition(b"\r\n")[0]


def test_bytes_go_both_ways_through_it() -> None:
    with echoing() as port, EgressProxy(rules(port)) as proxy:
        client, answer = asked(proxy, f"CONNECT git.example.org:{port} HTTP/1.1")
        with client:
            assert answer.split()[1] == b"200"
            said = bytes(range(256)) * 2000
            sender = threading.Thread(target=client.sendall, args=(said,))
            sender.start()
            heard = b""
            while len(heard) < len(said):
                heard += client.recv(65536)
            sender.join()
            assert heard == said


@pytest.mark.parametrize(
    "request_line",
    ["GET http://127.0.0.1/ HTTP/1.1", "POST / HTTP/1.1", "CONNECT nowhere HTTP/1.1", "CONNECT a b:1 HTTP/1.1", "x"],
)
def test_nothing_but_a_connection_is_asked_of_it(request_line: str) -> None:
    with EgressProxy(rules(443)) as proxy:
        client, answer = asked(proxy, request_line)
        client.close()
        assert answer.split()[1] == b"405"
        assert proxy.refused is None


def test_nobody_else_on_this_machine_uses_it() -> None:
    with echoing() as port, EgressProxy(rules(port)) as proxy:
        client, answer = asked(proxy, f"CONNECT git.example.org:{port} HTTP/1.1", password="guessed")
        client.close()
        assert answer.split()[1] == b"407"


@pytest.mark.parametrize(("permitted", "other_port", "rule"), [(False, 0, "private_address"), (True, 1, "port")])
def test_it_tells_why_it_refused(permitted: bool, other_port: int, rule: str) -> None:
    with EgressProxy(rules(443, permitted=permitted)) as proxy:
        client, answer = asked(proxy, f"CONNECT git.example.org:{443 + other_port} HTTP/1.1")
        client.close()
        assert answer.split()[1] == b"403"
        assert proxy.refused is not None
        assert (proxy.refused.host, proxy.refused.rule) == ("git.example.org", rule)


def test_leaving_it_ends_what_is_open() -> None:
    with echoing() as port:
        with EgressProxy(rules(port)) as proxy:
            client, _ = asked(proxy, f"CONNECT git.example.org:{port} HTTP/1.1")
        with client:
            assert client.recv(1) == b""
