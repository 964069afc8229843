"""Hosts that are never dialled: this machine, private and special networks, in every way of writing them.

Explicit networks, because `is_global` of Python 3.11 says True for several of them.
Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
"""

from __future__ import annotations

import ipaddress
import socket

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
)
#: Only these are dialled; multicast, unique-local, site-local, link-local and loopback all lie outside.
_IPV6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_IPV6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "3fff::/20")  # protocol assignments with Teredo; documentation
)
_6TO4 = ipaddress.IPv6Network("2002::/16")

#: Names that mean this machine or its network wherever they are asked.
_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")


def is_private(host: str) -> bool:
    """Whether a host (lower case; IPv6 in brackets) is certainly not public, without asking anybody.

    A name without a dot counts as private: it resolves only inside somebody's network.
    """
    if host.startswith("["):
        try:
            return is_private_address(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return True
    literal = _ipv4_literal(host)
    if literal is not None:
        return is_private_address(literal)
    return "." not in host or any(host == name or host.endswith(f".{name}") for name in _NAMES)


def is_private_address(address: _Address) -> bool:
    """Whether an address is not to be dialled; an IPv4 address inside a 6to4 one is looked at too."""
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in _IPV4)
    if address in _6TO4:
        return is_private_address(ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF))
    return address not in _IPV6_GLOBAL or any(address in network for network in _IPV6)


def _ipv4_literal(host: str) -> ipaddress.IPv4Address | None:
    """What resolvers take for an IPv4 address: also decimal, octal, hexadecimal and short forms."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None
