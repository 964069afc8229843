"""Real parts, one of each for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.real_parts import Database, provisioned, running_postgres, running_redis


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The administrator's address of a PostgreSQL server."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def database(postgres: str) -> Database:
    """A database with every service's role, schema and tables."""
    return provisioned(postgres)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis server."""
    with running_redis() as address:
        yield address
