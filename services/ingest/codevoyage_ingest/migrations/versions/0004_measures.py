"""Measures of blobs: each blob is measured once ever, whichever repository it is in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from codevoyage_common.storage.state_guard import ALLOWED_0002, create_guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "blob_measures",
        sa.Column("measurer", sa.Text(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False, comment="of the name: it tells the measurer the language"),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("code_lines", sa.BigInteger(), nullable=False),
        sa.Column("functions", sa.BigInteger(), nullable=False),
        sa.Column("complexity", sa.BigInteger(), nullable=False),
        sa.Column("largest_complexity", sa.BigInteger(), nullable=False),
        sa.Column("indentation", sa.BigInteger(), nullable=False),
        sa.Column("largest_indentation", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("blob", "suffix", "measurer"),
        schema="ingest",
    )
    op.create_table(
        "measurings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="QUEUED", nullable=False),
        sa.Column("stage", sa.Text(), nullable=True, comment="the stage that runs, or ran last"),
        sa.Column(
            "attempt", sa.Integer(), server_default="0", nullable=False, comment="claims so far; fences every write"
        ),
        sa.Column(
            "fruitless", sa.Integer(), server_default="0", nullable=False, comment="claims since the last progress"
        ),
        sa.Column(
            "retries", sa.Integer(), server_default="0", nullable=False, comment="times asked for again after its end"
        ),
        sa.Column("worker", sa.Text(), nullable=True, comment="who claimed it last"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_time", sa.DateTime(timezone=True), nullable=True, comment="not to be claimed before"),
        sa.Column(
            "last_failure",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="of the latest attempt, until there is progress again",
        ),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("start_time", sa.DateTime(timezone=True), nullable=True, comment="first claim"),
        sa.Column("end_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "stages",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="stage: [first claim, end], epoch seconds",
        ),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), server_default="", nullable=False),
        sa.Column("ingest_job_id", sa.Text(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False, comment="empty: key frames"),
        sa.Column("measured", sa.BigInteger(), server_default="0", nullable=False, comment="contents that it measured"),
        sa.Column(
            "messages", sa.ARRAY(sa.LargeBinary()), nullable=True, comment="the answer, as it is sent; NULL: none yet"
        ),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="measurings_failure"
        ),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="measurings_state",
        ),
        sa.ForeignKeyConstraint(["ingest_job_id"], ["ingest.jobs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ingest_job_id", "path", name="measurings_path"),
        schema="ingest",
    )
    op.create_index(
        "measurings_lease",
        "measurings",
        ["lease_until"],
        unique=False,
        schema="ingest",
        postgresql_where="state IN ('RUNNING', 'CANCELLING')",
    )
    op.create_table(
        "measuring_attempts",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("trace_id", sa.Text(), nullable=False, comment="32 hex digits; empty: not traced"),
        sa.Column(
            "start_time", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("end_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="RUNNING", nullable=False),
        sa.Column("stage", sa.Text(), nullable=True, comment="that it ended in"),
        sa.Column("checkpoint", sa.BigInteger(), nullable=True, comment="what was durable at its end"),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="measuring_attempts_end"),
        sa.CheckConstraint(
            "outcome IN ('RUNNING', 'SUCCEEDED', 'ERROR', 'FAILED', 'CANCELLED', 'LOST', 'HANDED_OVER')",
            name="measuring_attempts_outcome",
        ),
        sa.ForeignKeyConstraint(["job_id"], ["ingest.measurings.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="ingest",
    )

    for statement in create_guard("ingest", "measurings", ALLOWED_0002):
        op.execute(statement)
