"""Runs, found and listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_
from sqlalchemy.engine import Row

from codevoyage_analysis.models import analyses, repositories
from codevoyage_analysis.store.submissions import standing
from codevoyage_common.errors import ResourceNotFound

WITH_SOURCE: Final = select(analyses, repositories.c.key.label("source"), standing().label("submissions")).join(
    repositories, analyses.c.repository_id == repositories.c.id
)
_IN_SIGHT: Final = repositories.c.delete_time.is_(None)


def find(connection: Connection, analysis_id: str, *, tenant: str) -> Row[Any]:
    """The run, with its `source` and `submissions`. Raises ResourceNotFound."""
    row = connection.execute(
        WITH_SOURCE.where(analyses.c.id == analysis_id, analyses.c.tenant == tenant, _IN_SIGHT)
    ).one_or_none()
    if row is None:
        raise ResourceNotFound(f"analyses/{analysis_id}")
    return row


def of_worker(connection: Connection, analysis_id: str) -> Row[Any]:
    """The run of a message, with its `source`; it was claimed, so it is there."""
    return connection.execute(WITH_SOURCE.where(analyses.c.id == analysis_id)).one()


def page(
    connection: Connection,
    *,
    tenant: str,
    repository_id: str | None,
    size: int,
    after: tuple[datetime, str] | None,
) -> list[Row[Any]]:
    """Up to `size` runs, newest first. after: (create time, id) of the last one seen."""
    wanted = WITH_SOURCE.where(analyses.c.tenant == tenant, _IN_SIGHT)
    if repository_id is not None:
        wanted = wanted.where(analyses.c.repository_id == repository_id)
    if after is not None:
        wanted = wanted.where(tuple_(analyses.c.create_time, analyses.c.id) < after)
    newest = wanted.order_by(analyses.c.create_time.desc(), analyses.c.id.desc()).limit(size)
    return list(connection.execute(newest).all())
