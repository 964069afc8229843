"""What is computed of an analysis after its run: one job each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from codevoyage_common.storage.state_guard import ALLOWED_0002, create_guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "studies",
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
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="also the name of the set of columns that it makes"),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="studies_state",
        ),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="studies_failure"
        ),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("analysis_id", "subject", name="studies_subject"),
        schema="analysis",
    )
    op.create_index(
        "studies_lease",
        "studies",
        ["lease_until"],
        unique=False,
        schema="analysis",
        postgresql_where=sa.text("state IN ('RUNNING', 'CANCELLING')"),
    )
    op.create_table(
        "study_attempts",
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
            name="study_attempts_outcome",
        ),
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="study_attempts_end"),
        sa.ForeignKeyConstraint(["job_id"], ["analysis.studies.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="analysis",
    )
    for statement in create_guard("analysis", "studies", ALLOWED_0002):
        op.execute(statement)


def downgrade() -> None:
    """Back."""
    op.drop_table("study_attempts", schema="analysis")
    op.drop_table("studies", schema="analysis")
    op.execute("DROP FUNCTION analysis.guard_studies()")
