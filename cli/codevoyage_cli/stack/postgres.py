"""PostgreSQL: a cluster of its own, on loopback, with passwords, tuned for a laptop and not for a benchmark."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from codevoyage_cli.stack import probes
from codevoyage_cli.stack.identity import Identity
from codevoyage_cli.stack.part import Health, Job, Part
from codevoyage_cli.stack.ports import LOOPBACK
from codevoyage_cli.stack.private_file import write_private

ADMIN: Final = "codevoyage_admin"
DATABASE: Final = "codevoyage"
#: fsync and synchronous_commit stay on: this is the truth. The rest is what a machine with 8 GB gives gladly.
_SETTINGS: Final = {
    "listen_addresses": LOOPBACK,
    # No Unix socket: its path would be too long in many a home, and the password is asked for either way.
    "unix_socket_directories": "",
    # Six processes with two pools of at most 16 connections, twice.
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "random_page_cost": "1.1",
    # Nobody replicates a laptop: COPY into a table made in the same transaction needs no WAL.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # Compiling a query costs more than running any of ours.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u ",
}
#: Seconds for initdb: half a second on a disk that answers.
_INITDB_SECONDS: Final = 120.0
#: Seconds for a checkpoint of everything in memory at the end; then crash recovery does it at the next start.
_STOP_SECONDS: Final = 30.0


def database_url(*, user: str, password: str, port: int, database: str = DATABASE) -> str:
    """The address of a database as a role."""
    return f"postgresql://{quote(user)}:{quote(password)}@{LOOPBACK}:{port}/{database}"


def prepare_cluster(cluster: Path) -> None:
    """Takes away what an initdb left that was killed."""
    shutil.rmtree(_draft(cluster), ignore_errors=True)
    _password_file(cluster).unlink(missing_ok=True)


def initdb_job(*, program: Path, cluster: Path, identity: Identity, password: str, environment: dict[str, str]) -> Job:
    """Makes the cluster beside its place; `adopt_cluster` moves it there, so that it is whole or absent."""
    draft, password_file = _draft(cluster), _password_file(cluster)
    draft.mkdir(mode=0o700)
    write_private(password_file, password + "\n")
    if identity.owner is not None:
        os.chown(draft, *identity.owner)
        os.chown(password_file, *identity.owner)
    return Job(
        name="initdb",
        command=(
            str(program),
            f"--pgdata={draft}",
            f"--username={ADMIN}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # Bytes are compared as bytes, on every machine alike.
            "--locale=C",
        ),
        environment=environment,
        seconds=_INITDB_SECONDS,
        identity=identity,
    )


def adopt_cluster(cluster: Path) -> None:
    """Puts the new cluster in its place."""
    _password_file(cluster).unlink()
    _draft(cluster).rename(cluster)


def postgres_part(*, program: Path, cluster: Path, identity: Identity, port: int, admin_url: str) -> Part:
    """The server."""
    settings = {**_SETTINGS, "port": str(port)}

    async def ready() -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(admin_url, connect_timeout=int(probes.SECONDS)):
                return True
        except psycopg.OperationalError:
            return False

    return Part(
        name="postgres",
        command=(
            str(program),
            "-D",
            str(cluster),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ),
        environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        ready=ready,
        address=f"{LOOPBACK}:{port}",
        health=Health.TCP,
        identity=identity,
        # Fast shutdown: connections are ended, a checkpoint is made.
        stop_signal=signal.SIGINT,
        stop_seconds=_STOP_SECONDS,
        # Immediate shutdown: ends its own children in order, leaves the rest to recovery.
        orphan_signal=signal.SIGQUIT,
    )


def _draft(cluster: Path) -> Path:
    return cluster.with_name(cluster.name + ".new")


def _password_file(cluster: Path) -> Path:
    return cluster.with_name(cluster.name + ".password")
