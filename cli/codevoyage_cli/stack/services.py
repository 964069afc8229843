"""Our own processes: which there are, and what their environment says."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from codevoyage_cli.stack import probes
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.part import Health, Job, Part
from codevoyage_cli.stack.passwords import Passwords
from codevoyage_cli.stack.ports import LOOPBACK
from codevoyage_cli.stack.postgres import database_url
from codevoyage_cli.stack.redis import redis_url

SERVICES: Final = ("ingest", "analysis", "insights")
#: Seconds for one service's migrations; waiting for another one's lock is in it.
_MIGRATE_SECONDS: Final = 300.0
#: Seconds for calls in flight (a server's own bound is 5) and for actors to hand over (8).
_SERVER_STOP_SECONDS: Final = 8.0
_WORKER_STOP_SECONDS: Final = 12.0


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Ports on loopback."""

    gateway: int
    admin: int
    postgres: int
    redis: int
    page: int
    ingest: int
    analysis: int
    insights: int

    def of(self, service: str) -> str:
        """host:port of a service's server."""
        return f"{LOOPBACK}:{getattr(self, service)}"


def inherited_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What our processes take over from the user: all, but for what would lead libpq somewhere else."""
    return {name: value for name, value in environment.items() if not name.startswith("PG")}


def service_environment(
    service: str, *, folder: DataFolder, addresses: Addresses, passwords: Passwords
) -> dict[str, str]:
    """Of a server, a worker and a migration alike."""
    environment = {
        **inherited_environment(),
        "PYTHONUNBUFFERED": "1",
        "CODEVOYAGE_LISTEN": addresses.of(service),
        "CODEVOYAGE_DATABASE_URL": database_url(
            user=service, password=getattr(passwords, service), port=addresses.postgres
        ),
        "CODEVOYAGE_REDIS_URL": redis_url(password=passwords.redis, port=addresses.redis),
        **{f"CODEVOYAGE_{name.upper()}_ADDRESS": addresses.of(name) for name in SERVICES},
    }
    if service == "ingest":
        environment["CODEVOYAGE_CLONE_DIR"] = str(folder.clones)
        environment["CODEVOYAGE_COMPILED_DIR"] = str(folder.compiled)
        environment["CODEVOYAGE_LOCAL_ROOTS_FILE"] = str(folder.local_roots)
    return environment


def migrate_job(service: str, environment: Mapping[str, str]) -> Job:
    """Brings a service's schema to its newest version."""
    return Job(
        name=f"{service}-migrate",
        command=(sys.executable, "-m", f"codevoyage_{service}", "migrate"),
        environment=environment,
        seconds=_MIGRATE_SECONDS,
    )


def server_part(service: str, environment: Mapping[str, str], *, port: int) -> Part:
    """A service's server."""
    return Part(
        name=f"{service}-server",
        command=(sys.executable, "-m", f"codevoyage_{service}", "server"),
        environment=environment,
        ready=partial(probes.listens, port),
        address=f"{LOOPBACK}:{port}",
        health=Health.GRPC,
        stop_seconds=_SERVER_STOP_SECONDS,
    )


def worker_part(service: str, environment: Mapping[str, str]) -> Part:
    """A service's worker. It listens nowhere: it is well as long as it runs.

    There is one of each in a stack, and the supervisor starts the next one after the last has ended: so it has a name,
    and takes up at once what it held when it was killed.
    """
    name = f"{service}-worker"
    return Part(
        name=name,
        command=(sys.executable, "-m", f"codevoyage_{service}", "worker"),
        environment={**environment, "CODEVOYAGE_WORKER_NAME": name},
        stop_seconds=_WORKER_STOP_SECONDS,
    )
