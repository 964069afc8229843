"""Attempts on record, jobs that may be asked for again, and the guard over their states."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from codevoyage_common.storage.state_guard import ALLOWED_0002, create_guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "jobs",
        sa.Column(
            "retries", sa.Integer(), server_default="0", nullable=False, comment="times asked for again after its end"
        ),
        schema="ingest",
    )
    op.add_column("jobs", sa.Column("worker", sa.Text(), nullable=True, comment="who claimed it last"), schema="ingest")
    op.add_column(
        "jobs",
        sa.Column(
            "last_failure",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="of the latest attempt, until there is progress again",
        ),
        schema="ingest",
    )
    op.create_table(
        "attempts",
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
        sa.CheckConstraint(
            "outcome IN ('RUNNING', 'SUCCEEDED', 'ERROR', 'FAILED', 'CANCELLED', 'LOST', 'HANDED_OVER')",
            name="attempts_outcome",
        ),
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="attempts_end"),
        sa.ForeignKeyConstraint(["job_id"], ["ingest.jobs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="ingest",
    )
    for statement in create_guard("ingest", "jobs", ALLOWED_0002):
        op.execute(statement)
    op.add_column(
        "jobs",
        sa.Column(
            "unwanted",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="deleted, but for facts that another job shares",
        ),
        schema="ingest",
    )
    op.create_index("jobs_facts_of", "jobs", ["facts_of"], schema="ingest")
