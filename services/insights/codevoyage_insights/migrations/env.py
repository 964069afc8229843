"""What Alembic runs: the connection comes from codevoyage_common.storage.migrate."""

from __future__ import annotations

from alembic import context

from codevoyage_common.storage.migrate import run_migrations
from codevoyage_insights.models import SCHEMA, metadata

run_migrations(context.config.attributes["connection"], schema=SCHEMA, metadata=metadata)
