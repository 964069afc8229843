"""Insights: kept by the worker, listed by the server."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.work.leases import Lease
from codevoyage_insights.domain import Evidence, Family, Insight
from codevoyage_insights.models import insights, jobs


def keep(lease: Lease, insight: Insight, *, job: Row[Any], progress: dict[str, Any]) -> None:
    """Writes an insight and how far its job is, in one fenced transaction; an earlier one of the family gives way.

    Raises Fenced, Cancelled; then nothing was written.
    """
    content = {
        "job_id": job.id,
        "title": insight.title,
        "claims": [asdict(claim) for claim in insight.claims],
        "evidence": [_evidence(each) for each in insight.evidence],
        "source": insight.source.value,
        "result_hash": insight.result_hash,
        "create_time": func.now(),
    }
    with lease.transaction(progress=True) as connection:
        connection.execute(
            insert(insights)
            .values(tenant=job.tenant, analysis_id=job.analysis_id, family=insight.family.value, **content)
            .on_conflict_do_update(constraint="insights_pkey", set_=content)
        )
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(progress=progress))


def families_written(lease: Lease) -> set[Family]:
    """What earlier attempts at the same job have written already."""
    with lease.engine.connect() as connection:
        found = connection.execute(select(insights.c.family).where(insights.c.job_id == lease.job_id))
        return {Family(name) for name in found.scalars()}


async def insights_of(engine: AsyncEngine, analysis_id: str, *, tenant: str) -> list[Row[Any]]:
    """The insights of an analysis, in the order of the families."""
    order = list(Family)
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(insights).where(insights.c.tenant == tenant, insights.c.analysis_id == analysis_id)
        )
        return sorted(rows, key=lambda row: order.index(Family(row.family)))


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"id": evidence.id, "call": evidence.call, "fields": dict(evidence.fields)}
