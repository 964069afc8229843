"""Roles and schemas, one per service: a service cannot read another's tables.

Run once with an administrator's address before the migrations (which make the tables); safe to run again.
"""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import sql
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES: Final = ("ingest", "analysis", "insights")


class ProvisionSettings(BaseSettings):
    """Environment of `python -m codevoyage_common provision`."""

    model_config = SettingsConfigDict(env_prefix="CODEVOYAGE_", frozen=True, extra="ignore")

    #: `postgresql://…` of a role that may create roles and databases; any database of the server.
    admin_database_url: SecretStr
    #: The database of CodeVoyage, made if it is not there.
    database: str = "codevoyage"
    ingest_password: SecretStr
    analysis_password: SecretStr
    insights_password: SecretStr

    def password(self, service: str) -> str:
        """The password of a service's role."""
        secret: SecretStr = getattr(self, f"{service}_password")
        return secret.get_secret_value()


def provision(settings: ProvisionSettings) -> None:
    """Makes the database, and for each service a role, and a schema that only this role may use."""
    admin = settings.admin_database_url.get_secret_value()
    with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [settings.database]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(settings.database)))
    with psycopg.connect(admin, dbname=settings.database, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('codevoyage provision'))")
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for service in SERVICES:
            _service(connection, service=service, database=settings.database, password=settings.password(service))


def _service(connection: psycopg.Connection, *, service: str, database: str, password: str) -> None:
    role = sql.Identifier(service)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [service]).fetchone()
    verb = sql.SQL("ALTER" if known else "CREATE")
    # PostgreSQL takes no parameters in utility statements: the password is a quoted literal.
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            verb, role, sql.Literal(password)
        )
    )
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), role))
    # An administrator who is not a superuser may hand a schema only to a role that it is a member of.
    connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(role, role))
    connection.execute(
        sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = {}").format(role, sql.Identifier(database), role)
    )
