"""Engines: blocking ones for workers, asynchronous ones for servers."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

#: Seconds to wait for PostgreSQL to take a connection, and for a free one of the pool: long enough for a restart
#: of the database to be felt as slowness once, short enough for a person to get an answer.
CONNECT_SECONDS: Final = 5
#: Bound of one statement of a server: no read that a person waits for takes longer.
SERVER_STATEMENT_MS: Final = 30_000
#: Bound of one statement of a worker: a chunk or a whole result is written in seconds; ten minutes is broken.
WORKER_STATEMENT_MS: Final = 600_000


def _arguments(*, statement_ms: int, pool: int, name: str = "codevoyage") -> dict[str, Any]:
    return {
        "pool_pre_ping": True,
        "pool_size": pool,
        "max_overflow": pool,
        "pool_timeout": CONNECT_SECONDS,
        "connect_args": {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": name,
            # A transaction that forgot to end must not hold locks: the lease is gone long before.
            "options": f"-c statement_timeout={statement_ms} -c idle_in_transaction_session_timeout=60000",
        },
    }


def worker_engine(url: URL, *, worker: str, pool: int = 8) -> Engine:
    """For threads of a worker. worker: its name, by which its sessions are found (`work.stuck`). pool: connections
    kept; as many again under load."""
    name = session_name(worker)
    return create_engine(url, **_arguments(statement_ms=WORKER_STATEMENT_MS, pool=pool, name=name))


def server_engine(url: URL, *, pool: int = 8) -> AsyncEngine:
    """For the event loop of a server. pool: connections kept; as many again under load."""
    return create_async_engine(url, **_arguments(statement_ms=SERVER_STATEMENT_MS, pool=pool))


def session_name(worker: str) -> str:
    """How a worker's sessions call themselves; PostgreSQL cuts it at so many bytes."""
    return f"codevoyage {worker}".encode()[:63].decode(errors="ignore")
