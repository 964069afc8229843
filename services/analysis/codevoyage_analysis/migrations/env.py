"""What Alembic runs: the connection comes from codevoyage_common.storage.migrate."""

from __future__ import annotations

from alembic import context

from codevoyage_analysis.models import SCHEMA, metadata
from codevoyage_common.storage.migrate import run_migrations

run_migrations(context.config.attributes["connection"], schema=SCHEMA, metadata=metadata)
