"""Where something listens or is reached: host and port."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

from codevoyage_gateway.errors import InvalidSetting

#: A host name or IPv4 address, or an IPv6 address without its brackets.
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:]{2,39}")


@dataclass(frozen=True)
class Address:
    """A host (IPv6 without brackets) and a port, 1 to 65,535."""

    host: str
    port: int

    def __post_init__(self) -> None:
        if not _HOST.fullmatch(self.host):
            raise InvalidSetting(f"`{self.host}` is not a host name or an IP address.")
        if not 1 <= self.port <= 65_535:
            raise InvalidSetting(f"{self.port} is not a port: give 1 to 65535.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads `HOST:PORT` or `[IPV6]:PORT`.

        Raises InvalidSetting for anything else.
        """
        host, separator, port = text.rpartition(":")
        if not separator or not re.fullmatch(r"[0-9]{1,5}", port):
            raise InvalidSetting(f"`{text}` is not an address: write HOST:PORT, for example 127.0.0.1:8080.")
        return cls(host.removeprefix("[").removesuffix("]"), int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
