"""Attempts on record, runs that several requests share, removals, and the guard over states."""

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
        "analyses",
        sa.Column(
            "retries", sa.Integer(), server_default="0", nullable=False, comment="times asked for again after its end"
        ),
        schema="analysis",
    )
    op.add_column(
        "analyses", sa.Column("worker", sa.Text(), nullable=True, comment="who claimed it last"), schema="analysis"
    )
    op.add_column(
        "analyses",
        sa.Column(
            "last_failure",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="of the latest attempt, until there is progress again",
        ),
        schema="analysis",
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
        sa.ForeignKeyConstraint(["job_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="analysis",
    )
    for statement in create_guard("analysis", "analyses", ALLOWED_0002):
        op.execute(statement)
    op.add_column(
        "analyses",
        sa.Column(
            "job_retry",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="a Retry of a job inside, mirrored",
        ),
        schema="analysis",
    )
    op.add_column(
        "analyses",
        sa.Column(
            "job_attempts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="service: its job's Attempts, mirrored",
        ),
        schema="analysis",
    )
    op.alter_column(
        "events",
        "payload",
        existing_type=postgresql.JSONB(),
        existing_nullable=False,
        comment="fields of AnalysisEvent",
        existing_comment="state, stage, progress, figures, result_revision, failure",
        schema="analysis",
    )
    op.create_table(
        "submissions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdraw_time", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant", "request_id"),
        schema="analysis",
    )
    op.create_index("submissions_analysis", "submissions", ["analysis_id"], schema="analysis")
    op.execute(
        "INSERT INTO analysis.submissions (tenant, request_id, analysis_id, create_time) "
        "SELECT tenant, CASE request_id WHEN '' THEN 'analysis-' || id ELSE request_id END, id, create_time "
        "FROM analysis.analyses"
    )
    op.drop_index("analyses_request", table_name="analyses", schema="analysis")
    op.drop_column("analyses", "request_id", schema="analysis")
    # Of runs that were asked for before there was sharing, the newest goes on; the others are stopped.
    op.execute(
        "UPDATE analysis.analyses SET state = CASE state WHEN 'RUNNING' THEN 'CANCELLING' ELSE 'CANCELLED' END, "
        "end_time = CASE state WHEN 'RUNNING' THEN NULL ELSE now() END WHERE id IN (SELECT id FROM ("
        "SELECT id, row_number() OVER (PARTITION BY repository_id, max_commits ORDER BY create_time DESC, id) AS rank "
        "FROM analysis.analyses WHERE state IN ('QUEUED', 'RUNNING', 'RETRYING')) AS going WHERE rank > 1)"
    )
    op.create_index(
        "analyses_going",
        "analyses",
        ["repository_id", "max_commits"],
        unique=True,
        schema="analysis",
        postgresql_where=sa.text("state IN ('QUEUED', 'RUNNING', 'RETRYING')"),
    )
    op.add_column(
        "repositories",
        sa.Column(
            "delete_time",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="out of sight since; rows and files follow",
        ),
        schema="analysis",
    )
    op.drop_constraint("repositories_key", "repositories", schema="analysis")
    op.create_index(
        "repositories_key",
        "repositories",
        ["tenant", "key"],
        unique=True,
        schema="analysis",
        postgresql_where=sa.text("delete_time IS NULL"),
    )
    _removals()


def _removals() -> None:
    op.create_table(
        "removals",
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
        sa.Column(
            "repository_id", sa.Text(), nullable=True, comment="a whole repository goes; NULL: only what is listed"
        ),
        sa.Column("analyses", postgresql.ARRAY(sa.Text()), nullable=False, comment="ids"),
        sa.Column("ingest_jobs", postgresql.ARRAY(sa.Text()), nullable=False, comment="resource names"),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="removals_state",
        ),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="removals_failure"
        ),
        sa.PrimaryKeyConstraint("id"),
        schema="analysis",
    )
    op.create_index(
        "removals_lease",
        "removals",
        ["lease_until"],
        unique=False,
        schema="analysis",
        postgresql_where=sa.text("state IN ('RUNNING', 'CANCELLING')"),
    )
    op.create_table(
        "removal_attempts",
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
            name="removal_attempts_outcome",
        ),
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="removal_attempts_end"),
        sa.ForeignKeyConstraint(["job_id"], ["analysis.removals.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="analysis",
    )
    for statement in create_guard("analysis", "removals", ALLOWED_0002):
        op.execute(statement)
