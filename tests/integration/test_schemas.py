"""Tables come from migrations alone, and belong to one service each."""

from __future__ import annotations

from importlib import import_module
from itertools import permutations

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from codevoyage_common.storage.migrate import is_current, upgrade
from codevoyage_common.storage.provision import SERVICES
from tests.integration.real_parts import Database

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("service", SERVICES)
def test_migrations_from_nothing_make_what_the_models_say(database: Database, service: str) -> None:
    metadata = import_module(f"codevoyage_{service}.models").metadata
    # Tables of the role's own search path are reflected without their schema, and would be taken for others.
    engine = create_engine(database.sqlalchemy_url(service), connect_args={"options": "-c search_path=pg_catalog"})
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "version_table_schema": service,
                    "include_schemas": True,
                    "include_name": lambda name, kind, _: kind != "schema" or name == service,
                    "compare_server_default": True,
                },
            )
            assert compare_metadata(context, metadata) == []
        assert is_current(package=f"codevoyage_{service}", schema=service, engine=engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize("service", SERVICES)
def test_migrating_again_changes_nothing(database: Database, service: str) -> None:
    upgrade(package=f"codevoyage_{service}", schema=service, url=database.sqlalchemy_url(service))


@pytest.mark.parametrize(("service", "other"), list(permutations(SERVICES, 2)))
def test_a_service_s_role_is_refused_on_other_schemas(database: Database, service: str, other: str) -> None:
    with psycopg.connect(database.url(service)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SELECT * FROM {other}.outbox")  # type: ignore[arg-type]  # names of ours
