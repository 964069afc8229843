"""Who asked for a run: several requests may share one, and take themselves back one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from codevoyage_analysis.models import analyses, submissions
from codevoyage_common.errors import RequestIdReused, ResourceNotFound


def standing() -> ColumnElement[int]:
    """How many requests of a run were not taken back, as a column beside `analyses`."""
    return (
        select(func.count())
        .select_from(submissions)
        .where(submissions.c.analysis_id == analyses.c.id, submissions.c.withdraw_time.is_(None))
        .scalar_subquery()
    )


def submitted(connection: Connection, *, tenant: str, request_id: str) -> Row[Any] | None:
    """The request, if it was made before."""
    return connection.execute(
        select(submissions).where(submissions.c.tenant == tenant, submissions.c.request_id == request_id)
    ).one_or_none()


def submit(connection: Connection, analysis_id: str, *, tenant: str, request_id: str) -> None:
    """Adds a request to a run. Raises RequestIdReused when it was made of another one."""
    connection.execute(
        insert(submissions)
        .values(tenant=tenant, request_id=request_id, analysis_id=analysis_id)
        .on_conflict_do_nothing(constraint=submissions.primary_key)
    )
    known = submitted(connection, tenant=tenant, request_id=request_id)
    if known is None or known.analysis_id != analysis_id:
        raise RequestIdReused(request_id)


def take_back(connection: Connection, analysis_id: str, *, tenant: str, request_id: str) -> int:
    """Takes a request back. Returns how many are left. Raises ResourceNotFound."""
    known = connection.execute(
        update(submissions)
        .where(
            submissions.c.tenant == tenant,
            submissions.c.request_id == request_id,
            submissions.c.analysis_id == analysis_id,
        )
        .values(withdraw_time=func.coalesce(submissions.c.withdraw_time, func.now()))
    )
    if not known.rowcount:
        raise ResourceNotFound(f"request {request_id} of analyses/{analysis_id}")
    left = select(func.count()).where(submissions.c.analysis_id == analysis_id, submissions.c.withdraw_time.is_(None))
    return int(connection.execute(left).scalar_one())
