"""A mark on the database that says which roles and migrations it has, so that a second start need not ask for each."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from codevoyage_cli.stack import passwords as stack_passwords
from codevoyage_cli.stack.postgres import DATABASE
from codevoyage_cli.stack.services import SERVICES

_CONNECT_SECONDS: Final = 10


def wanted_mark(passwords: stack_passwords.Passwords) -> str:
    """What the mark says when this code has been here: a digest of all migrations, of provisioning, of passwords."""
    digest = hashlib.sha256(passwords.digest().encode())
    for path in _sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"codevoyage {digest.hexdigest()}"


def read_mark(admin_url: str) -> str | None:
    """The database's mark; None when there is none, or no database."""
    with psycopg.connect(admin_url, connect_timeout=_CONNECT_SECONDS) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
    return row[0] if row else None


def write_mark(admin_url: str, mark: str) -> None:
    """Marks the database. It lies in it, not beside it: it goes where the database goes."""
    with psycopg.connect(admin_url, connect_timeout=_CONNECT_SECONDS, autocommit=True) as connection:
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(mark))
        connection.execute(statement)


def _sources() -> list[Path]:
    found = _package("codevoyage_common") / "storage" / "provision.py"
    return [
        found,
        *(path for name in SERVICES for path in sorted((_package(f"codevoyage_{name}")).rglob("migrations/**/*.py"))),
    ]


def _package(name: str) -> Path:
    """Where a package lies; it is not imported."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name)
    return Path(next(iter(spec.submodule_search_locations)))
