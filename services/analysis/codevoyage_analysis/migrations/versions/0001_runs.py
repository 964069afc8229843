"""Runs, their events, and their results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "brought_in",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("commit_id", sa.LargeBinary(), nullable=False, comment="a commit off the mainline"),
        sa.Column("position", sa.Integer(), nullable=False, comment="of the first mainline commit that reaches it"),
        sa.PrimaryKeyConstraint("analysis_id", "commit_id"),
        schema="analysis",
    )
    op.create_table(
        "mainline",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="number of first-parent ancestors"),
        sa.Column("commit_id", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=True, comment="committer's, seconds since 1970; NULL: not a date"),
        sa.PrimaryKeyConstraint("analysis_id", "position"),
        sa.UniqueConstraint("analysis_id", "commit_id", name="mainline_commit"),
        schema="analysis",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False, comment="the only argument: messages carry ids, never payloads"),
        sa.Column("traceparent", sa.Text(), nullable=False),
        sa.Column("due_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="analysis",
    )
    op.create_index("outbox_due", "outbox", ["due_time", "id"], unique=False, schema="analysis")
    op.create_table(
        "repositories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="normalised address or real path, as ingest resolved it"),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "key", name="repositories_key"),
        schema="analysis",
    )
    op.create_table(
        "versions",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="rank by (path, born)"),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False, comment="identity along renames, 16 bytes"),
        sa.Column("mode", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("born", sa.Integer(), nullable=False, comment="stood at positions born <= k < died"),
        sa.Column("died", sa.Integer(), nullable=True, comment="NULL: stands at the newest"),
        sa.Column("bytes", sa.BigInteger(), nullable=True, comment="NULL: submodule"),
        sa.Column("lines", sa.BigInteger(), nullable=True, comment="NULL: binary, symlink, submodule"),
        sa.PrimaryKeyConstraint("analysis_id", "number"),
        schema="analysis",
    )
    op.create_index(
        "versions_head",
        "versions",
        ["analysis_id", "number"],
        unique=False,
        schema="analysis",
        postgresql_where=sa.text("died IS NULL"),
    )
    op.create_table(
        "analyses",
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
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_time", sa.DateTime(timezone=True), nullable=True, comment="not to be claimed before"),
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
        sa.Column("repository_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), server_default="", nullable=False, comment="empty: none was given"),
        sa.Column("max_commits", sa.BigInteger(), server_default="0", nullable=False, comment="0: all"),
        sa.Column("ingest_job", sa.Text(), nullable=True, comment="resource name"),
        sa.Column("insight_job", sa.Text(), nullable=True, comment="resource name"),
        sa.Column(
            "facts_cursor",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="furthest that an attempt has read",
        ),
        sa.Column(
            "ingest_elapsed",
            sa.Float(),
            nullable=True,
            comment="seconds from ingest's claim until all facts were stored",
        ),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False, comment="of the newest event"),
        sa.Column(
            "result_revision", sa.BigInteger(), server_default="0", nullable=False, comment="of the newest picture"
        ),
        sa.Column("result_hash", sa.Text(), nullable=True, comment="NULL: the results are not whole"),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="analyses_failure"
        ),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="analyses_state",
        ),
        sa.ForeignKeyConstraint(
            ["repository_id"],
            ["analysis.repositories.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        schema="analysis",
    )
    op.create_index(
        "analyses_lease",
        "analyses",
        ["lease_until"],
        unique=False,
        schema="analysis",
        postgresql_where="state IN ('RUNNING', 'CANCELLING')",
    )
    op.create_index("analyses_newest", "analyses", ["tenant", "create_time", "id"], unique=False, schema="analysis")
    op.create_index(
        "analyses_repository", "analyses", ["repository_id", "create_time", "id"], unique=False, schema="analysis"
    )
    op.create_index(
        "analyses_request",
        "analyses",
        ["tenant", "request_id"],
        unique=True,
        schema="analysis",
        postgresql_where=sa.text("request_id <> ''"),
    )
    op.create_table(
        "events",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, comment="from 1, without gaps"),
        sa.Column("time", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column(
            "payload",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="state, stage, progress, figures, result_revision, failure",
        ),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("analysis_id", "seq"),
        schema="analysis",
    )
    op.create_index("events_time", "events", ["time"], unique=False, schema="analysis")
    op.create_table(
        "timelines",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("grain", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column(
            "starts",
            sa.ARRAY(sa.Date()),
            nullable=False,
            comment="first day of each bucket; the other arrays run beside it",
        ),
        sa.Column("commits", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("insertions", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("deletions", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("people", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("undated", sa.BigInteger(), nullable=False, comment="commits in no bucket"),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("analysis_id", "grain"),
        schema="analysis",
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("timelines", schema="analysis")
    op.drop_index("events_time", table_name="events", schema="analysis")
    op.drop_table("events", schema="analysis")
    op.drop_index(
        "analyses_request", table_name="analyses", schema="analysis", postgresql_where=sa.text("request_id <> ''")
    )
    op.drop_index("analyses_repository", table_name="analyses", schema="analysis")
    op.drop_index("analyses_newest", table_name="analyses", schema="analysis")
    op.drop_index(
        "analyses_lease",
        table_name="analyses",
        schema="analysis",
        postgresql_where="state IN ('RUNNING', 'CANCELLING')",
    )
    op.drop_table("analyses", schema="analysis")
    op.drop_index("versions_head", table_name="versions", schema="analysis", postgresql_where=sa.text("died IS NULL"))
    op.drop_table("versions", schema="analysis")
    op.drop_table("repositories", schema="analysis")
    op.drop_index("outbox_due", table_name="outbox", schema="analysis")
    op.drop_table("outbox", schema="analysis")
    op.drop_table("mainline", schema="analysis")
    op.drop_table("brought_in", schema="analysis")
