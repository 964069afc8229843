"""Rows as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from codevoyage.insights.v1 import insight_job_service_pb2 as job_pb
from codevoyage.insights.v1 import insight_pb2 as pb
from codevoyage_common.rpc import lifecycle_messages as common
from codevoyage_insights.domain import Family
from codevoyage_insights.store.jobs import DESCRIPTIONS


def job(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> job_pb.InsightJob:
    """A job, with its attempts."""
    return job_pb.InsightJob(
        name=f"insightJobs/{row.id}",
        analysis=f"analyses/{row.analysis_id}",
        state=common.state(row.state),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        retry=common.retry(row, limit=DESCRIPTIONS.fruitless_limit),
        attempts=[common.attempt(each, service="insights") for each in attempts],
    )


def insight(row: Row[Any]) -> pb.Insight:
    """An insight."""
    return pb.Insight(
        name=f"analyses/{row.analysis_id}/insights/{Family(row.family).segment}",
        family=pb.Family.Value(f"FAMILY_{row.family}"),
        title=row.title,
        claims=[pb.Claim(text=claim["text"], evidence_ids=claim["evidence_ids"]) for claim in row.claims],
        evidence=[pb.Evidence(id=each["id"], call=each["call"], fields=each["fields"]) for each in row.evidence],
        source=pb.Source.Value(f"SOURCE_{row.source}"),
        create_time=common.timestamp(row.create_time.timestamp()),
        result_hash=row.result_hash,
    )
