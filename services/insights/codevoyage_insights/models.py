"""Tables of schema `insights`."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB

from codevoyage_common.storage.outbox import outbox_table
from codevoyage_common.work.jobs import attempts_table, job_table

SCHEMA = "insights"
metadata = MetaData(schema=SCHEMA)

jobs = job_table(
    "jobs",
    metadata,
    Column("analysis_id", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    UniqueConstraint("tenant", "request_id", name="jobs_request"),
    Index("jobs_analysis", "tenant", "analysis_id"),
)

attempts = attempts_table("attempts", metadata, jobs=jobs)

outbox = outbox_table(metadata)

insights = Table(
    "insights",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("analysis_id", Text, primary_key=True),
    Column("family", Text, primary_key=True),
    Column("job_id", Text, nullable=False, comment="the job that wrote it last"),
    Column("title", Text, nullable=False),
    Column("claims", JSONB, nullable=False, comment="[{text, evidence_ids}], in reading order"),
    Column("evidence", JSONB, nullable=False, comment="[{id, call, fields}]"),
    Column("source", Text, nullable=False),
    Column("result_hash", Text, nullable=False, comment="of the results that it speaks of"),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
