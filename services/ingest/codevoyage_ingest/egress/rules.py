"""What may be dialled: ports, and addresses that are public in every form of writing them."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codevoyage_ingest.egress.refusals import Refused
from codevoyage_ingest.git.private_hosts import is_private_address

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: (host, port) to addresses. Raises OSError where there are none.
Resolver = Callable[[str, int], Sequence[Address]]

#: Seconds for a name: a resolver's own are 5, and it may ask a second server.
_RESOLVE_SECONDS = 15.0
#: Addresses of one name that are looked at; hosts have two or four. One that has more is up to something.
_ADDRESSES = 64


def system_resolver(host: str, port: int) -> list[Address]:
    """What this machine's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A zone (`%eth0`) names an interface: no public address has one.
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


@dataclass(frozen=True, kw_only=True)
class EgressRules:
    """Which hosts may be reached.

    ports: of hosts that may be dialled. permitted: networks that are dialled although they are not public. ca_file:
    certificates of who may vouch for a host, instead of this machine's.
    """

    ports: frozenset[int] = frozenset({443})
    permitted: tuple[Network, ...] = ()
    ca_file: Path | None = None
    resolver: Resolver = system_resolver

    def at(self, port: int | None) -> EgressRules:
        """The same, with the port that an address names itself."""
        return self if port is None else replace(self, ports=self.ports | {port})

    def addresses(self, host: str, port: int) -> list[Address]:
        """Where a host may be dialled: all of its addresses, of which every one is permitted.

        host: a name, or a literal address without brackets. Asks for the name once: whoever dials takes these.
        Raises Refused.
        """
        if port not in self.ports:
            raise Refused(host, rule="port")
        found = list(dict.fromkeys(self._resolved(host, port)))
        if not found:
            raise Refused(host, rule="unresolved")
        # One private address among public ones is how a name is made to pass a check and miss it.
        if len(found) > _ADDRESSES or not all(map(self.permits, found)):
            raise Refused(host, rule="private_address")
        return found

    def permits(self, address: Address) -> bool:
        """Whether an address may be dialled."""
        return not is_private_address(address) or any(
            address.version == network.version and address in network for network in self.permitted
        )

    def _resolved(self, host: str, port: int) -> Sequence[Address]:
        answers: queue.Queue[Sequence[Address]] = queue.Queue(1)

        def ask() -> None:
            try:
                answers.put(self.resolver(host, port))
            except (OSError, ValueError, UnicodeError):
                answers.put(())

        # A thread, because a resolver cannot be told how long it may take; it ends by itself.
        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            return answers.get(timeout=_RESOLVE_SECONDS)
        except queue.Empty:
            return ()
