"""Ports on loopback: the gateway's, which people keep as links, and those that nobody sees."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import Final

from codevoyage_cli.errors import StackError

LOOPBACK: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8080
#: Below what Linux (32768) and macOS (49152) give to outgoing connections: nobody takes one of these between our
#: look and our child's bind, and no probe of a port that nobody listens on yet connects to itself.
_RANGE: Final = range(20_000, 32_000)
#: Tries per port; more than a few busy ones in a row means that none can be bound at all.
_TRIES: Final = 200


def is_free(port: int) -> bool:
    """Whether a process could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what is left in TIME_WAIT is in nobody's way
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True


def free_ports(count: int, *, taken: frozenset[int] = frozenset()) -> list[int]:
    """So many different free ports, none of those taken.

    Raises StackError when the machine has none.
    """
    found: list[int] = []
    for _ in range(_TRIES * count):
        port = random.choice(_RANGE)  # noqa: S311  # not a secret
        if port not in taken and port not in found and is_free(port):
            found.append(port)
            if len(found) == count:
                return found
    raise StackError(f"No free port on {LOOPBACK} between {_RANGE.start} and {_RANGE.stop}.")


def gateway_port(*, wanted: int | None, memory: Path) -> int:
    """The wanted port; else the one of last time, else 8080, else any, whichever is the first free one.

    Raises StackError when the wanted one is taken.
    """
    if wanted is not None:
        if not is_free(wanted):
            raise StackError(f"Port {wanted} is taken by another program. Leave --port out, or give a free one.")
        memory.write_text(f"{wanted}\n", encoding="ascii")
        return wanted
    remembered = _remembered(memory)
    for port in (remembered, DEFAULT_PORT):
        if port is not None and is_free(port):
            break
    else:
        (port,) = free_ports(1)
    if remembered is None:
        memory.write_text(f"{port}\n", encoding="ascii")
    return port


def _remembered(memory: Path) -> int | None:
    try:
        port = int(memory.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return port if 1 <= port <= 65_535 else None
