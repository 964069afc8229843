"""What a stack is made of, as plain values: processes that stay, and jobs that end."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from codevoyage_cli.stack.identity import SAME, Identity

#: Answers whether a part does its work; never raises, never takes longer than about a second.
Probe = Callable[[], Awaitable[bool]]


class Health(StrEnum):
    """How the health of a running part can be asked."""

    PROCESS = "process"  #: there is nothing to ask: it is well as long as it runs
    TCP = "tcp"
    HTTP = "http"
    GRPC = "grpc"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A process that stays as long as the stack is up."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)  # passwords
    #: Asked after the start until it says yes. None: ready when it runs.
    ready: Probe | None = None
    #: Seconds until it must be ready.
    ready_seconds: float = 60.0
    #: host:port, for those who ask how it is.
    address: str | None = None
    health: Health = Health.PROCESS
    identity: Identity = SAME
    #: Asks it to end in order, and how many seconds it gets before SIGKILL.
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    #: Sent by the kernel when the supervisor is killed.
    orphan_signal: signal.Signals = signal.SIGKILL


@dataclass(frozen=True, kw_only=True)
class Job:
    """A process that does one thing and ends."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    seconds: float
    identity: Identity = SAME
