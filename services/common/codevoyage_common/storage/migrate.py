"""Alembic, the only creator of tables: one history per service, inside that service's schema."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, text

#: Arbitrary, the same for all: two migrations of one schema wait for each other.
LOCK: Final = 0x636F6465


def upgrade(*, package: str, schema: str, url: URL) -> None:
    """Brings a service's schema to its newest version. Safe to run twice, and at the same time.

    package: the service's package, which has a folder `migrations`.
    """
    engine = create_engine(url)
    try:
        with as_file(files(package) / "migrations") as folder:
            config = Config()
            config.set_main_option("script_location", str(folder))
            with engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(:lock, hashtext(:schema))"), _lock(schema))
                connection.commit()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.execute(text("SELECT pg_advisory_unlock(:lock, hashtext(:schema))"), _lock(schema))
                connection.commit()
    finally:
        engine.dispose()


def is_current(*, package: str, schema: str, engine: Engine) -> bool:
    """Whether the schema is at the newest version that this code knows."""
    with as_file(files(package) / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        heads = set(ScriptDirectory.from_config(config).get_heads())
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table_schema": schema})
        return set(context.get_current_heads()) == heads


def run_migrations(connection: Connection, *, schema: str, metadata: MetaData) -> None:
    """What every `migrations/env.py` calls."""
    from alembic import context

    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=schema,
        include_schemas=True,
        # Only our own schema: the role sees no other, but the catalogue lists it.
        include_name=lambda name, kind, _: kind != "schema" or name == schema,
    )
    with context.begin_transaction():
        context.run_migrations()


def _lock(schema: str) -> dict[str, int | str]:
    return {"lock": LOCK, "schema": schema}
