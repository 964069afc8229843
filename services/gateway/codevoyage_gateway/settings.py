"""Everything that differs between one rendering of the gateway and another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from codevoyage_gateway.address import Address
from codevoyage_gateway.errors import InvalidSetting

#: `Host` as browsers and gRPC clients send it: a name or address, with a port unless it is the scheme's own.
_HOST_HEADER: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9A-Fa-f:]{2,39}\])(?::[0-9]{1,5})?")
#: `Origin` as browsers send it: scheme and host, no path, lower case.
_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9][a-z0-9.-]{0,252}|\[[0-9a-f:]{2,39}\])(?::[0-9]{1,5})?")
_OTLP: Final = re.compile(r"http://([^/@]+:[0-9]{1,5})/?")
#: Bytes of a Unix socket's path: macOS has room for 104 with the final NUL, Linux for 108.
_SOCKET_BYTES: Final = 103
_DEFAULT_HTTP_PORT: Final = 80


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """One gateway: where it listens, whom it asks, whom it answers.

    Raises InvalidSetting when a host, an origin or the OTLP endpoint is not one.
    """

    listen: Address
    #: The port that people type, where it is not the one that Envoy listens on (a published container port).
    public_port: int | None = None
    #: Loopback, or a Unix socket: a web page cannot send anything to a socket of the file system.
    admin: Address | Path
    analysis: Address
    ingest: Address
    insights: Address
    page: Address
    #: `Host` headers that are answered beside loopback and the public port, for example `voyage.example.org`.
    allowed_hosts: tuple[str, ...] = ()
    #: `Origin` headers beside `http://` and an allowed host, for example `https://voyage.example.org`.
    allowed_origins: tuple[str, ...] = ()
    #: Requests a second of all clients together, 1 to 1,000,000; two seconds' worth may come at once. A page makes
    #: ten to open and four a second while a run goes on: 1,000 are 250 such pages, more than one server answers.
    requests_per_second: int = 1_000
    #: OTLP over gRPC without TLS, `http://HOST:4317`. Empty: no traces.
    otlp_endpoint: str = ""

    def __post_init__(self) -> None:
        for host in self.allowed_hosts:
            if not _HOST_HEADER.fullmatch(host):
                raise InvalidSetting(f"`{host}` is not a host: write NAME or NAME:PORT, as in the address bar.")
        for origin in self.allowed_origins:
            if not _ORIGIN.fullmatch(origin):
                raise InvalidSetting(f"`{origin}` is not an origin: write https://NAME or https://NAME:PORT, no path.")
        if self.public_port is not None and not 1 <= self.public_port <= 65_535:
            raise InvalidSetting(f"{self.public_port} is not a port: give 1 to 65535.")
        if not 1 <= self.requests_per_second <= 1_000_000:
            raise InvalidSetting(f"{self.requests_per_second} requests a second: give 1 to 1000000.")
        if isinstance(self.admin, Address) and self.admin.host not in {"127.0.0.1", "::1", "localhost"}:
            raise InvalidSetting("Whoever reaches Envoy's admin interface owns the gateway: bind it to 127.0.0.1.")
        if isinstance(self.admin, Path) and len(bytes(self.admin)) > _SOCKET_BYTES:
            raise InvalidSetting(f"`{self.admin}` is too long for a Unix socket: {_SOCKET_BYTES} bytes at most.")
        if self.otlp_endpoint:
            _otlp_address(self.otlp_endpoint)

    @property
    def home(self) -> str:
        """What people of this machine open: `http://127.0.0.1:PORT`."""
        return f"http://{Address('127.0.0.1', self._public_port)}"

    @property
    def _public_port(self) -> int:
        return self.public_port if self.public_port is not None else self.listen.port

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every `Host` header that is answered, sorted, lower case."""
        loopback = ("127.0.0.1", "localhost", "[::1]")
        own = {f"{name}:{self._public_port}" for name in loopback}
        if self._public_port == _DEFAULT_HTTP_PORT:  # browsers leave the scheme's own port out
            own.update(loopback)
        return tuple(sorted(own | {host.lower() for host in self.allowed_hosts}))

    @property
    def origins(self) -> tuple[str, ...]:
        """Every `Origin` header that is answered, sorted."""
        return tuple(sorted({f"http://{host}" for host in self.hosts} | set(self.allowed_origins)))

    @property
    def otlp(self) -> Address | None:
        """Where spans go, if anywhere."""
        return _otlp_address(self.otlp_endpoint) if self.otlp_endpoint else None


def _otlp_address(endpoint: str) -> Address:
    match = _OTLP.fullmatch(endpoint)
    if match is None:
        raise InvalidSetting(f"`{endpoint}` is not an OTLP endpoint: write http://HOST:4317.")
    return Address.parse(match[1])
