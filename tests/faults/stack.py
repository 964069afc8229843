"""A stack to be mistreated: its parts as processes, its database as SQL, its door as an address."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
import redis

from codevoyage_cli.stack.passwords import Passwords, passwords
from codevoyage_cli.stack.postgres import database_url
from codevoyage_cli.stack.redis import redis_url
from codevoyage_cli.stack.state import PartState, PartStatus, StackState, read_state
from tests.faults.waiting import until
from tests.integration.stack.command import Command
from tests.system.stacks import started

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Stack:
    """A stack that is up."""

    command: Command

    @property
    def target(self) -> str:
        """host:port of the gateway."""
        return f"127.0.0.1:{self._state().port}"

    @property
    def clones(self) -> Path:
        """Where clones lie while they are read."""
        return self.command.folder.clones

    def permit(self, folder: Path) -> None:
        """Repositories below a folder may be read."""
        with self.command.folder.local_roots.open("a") as roots:
            roots.write(f"{folder}\n")

    def process(self, part: str) -> psutil.Process:
        """The process of a part that runs, such as `ingest-worker`; waited for while it is being started again."""
        return psutil.Process(until(lambda: self._running(part)).pid)

    def kill(self, part: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Sends a signal to a part. Returns the number of the process that it had."""
        process = self.process(part)
        process.send_signal(number)
        return process.pid

    @contextmanager
    def paused(self, part: str) -> Iterator[psutil.Process]:
        """A part stands still for the length of the block."""
        process = self.process(part)
        process.suspend()
        try:
            yield process
        finally:
            process.resume()

    def renewed(self, part: str, killed: int) -> bool:
        """Whether a part runs again, as another process."""
        running = self._running(part)
        return running is not None and running.pid != killed

    def await_whole(self) -> None:
        """Waits until every part runs."""
        names = [part.name for part in self._state().parts]
        until(lambda: all(self._running(name) for name in names))

    def trouble(self) -> list[str]:
        """What all parts have warned of, each line with its part; gRPC's and Envoy's own lines are not among them."""
        parts = [part.name for part in self._state().parts]
        return [
            f"{part}: {line['message']} {line.get('exc_info', '')}"
            for part in parts
            for line in self.log(part)
            if line.get("level") in {"WARNING", "ERROR"}
        ]

    def log(self, part: str) -> list[dict[str, object]]:
        """The lines that a part has logged."""
        lines = (self.command.folder.logs / f"{part}.log").read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def environment(self, part: str) -> dict[str, str]:
        """What a part was started with."""
        return self.process(part).environ()

    def sql(self, service: str, statement: LiteralString, *parameters: object) -> Rows:
        """Runs a statement in a transaction of its own, as a service's role. Raises psycopg.OperationalError."""
        with psycopg.connect(self._database_url(service), autocommit=True, connect_timeout=5) as connection:
            return connection.execute(statement, parameters).fetchall()

    @contextmanager
    def looking(self, service: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """One connection for many looks, as a service's role."""
        with psycopg.connect(self._database_url(service), autocommit=True, connect_timeout=5) as connection:
            yield connection

    def redis(self) -> redis.Redis:
        """The broker, as the services have it."""
        return redis.Redis.from_url(redis_url(password=self._passwords().redis, port=self._port("redis")))

    def _database_url(self, service: str) -> str:
        password = getattr(self._passwords(), service)
        return database_url(user=service, password=password, port=self._port("postgres"))

    def _passwords(self) -> Passwords:
        return passwords(self.command.folder.passwords)

    def _port(self, part: str) -> int:
        address = self._part(part).address
        assert address is not None
        return int(address.rpartition(":")[2])

    def _part(self, name: str) -> PartState:
        part = self._state().part(name)
        assert part is not None, name
        return part

    def _running(self, name: str) -> PartState | None:
        part = self._part(name)
        assert part.status is not PartStatus.FAILED, f"{name} was given up"
        return part if part.status is PartStatus.RUNNING and psutil.pid_exists(part.pid) else None

    def _state(self) -> StackState:
        state = read_state(self.command.folder.state)
        assert state is not None
        return state


@contextmanager
def running_stack(**settings: str) -> Iterator[Stack]:
    """A stack for the length of the block. settings: environment variables of all its parts."""
    with started(**settings) as command:
        stack = Stack(command)
        stack.await_whole()
        yield stack


def is_root() -> bool:
    """Whether these tests may mount."""
    return os.geteuid() == 0
