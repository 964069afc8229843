"""Hunks, tags, and comparisons of two refs."""

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
    op.add_column(
        "jobs",
        sa.Column(
            "tag_listing", sa.LargeBinary(), nullable=True, comment="SHA-256 of the source's tags as it listed them"
        ),
        schema="ingest",
    )
    op.create_table(
        "comparisons",
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
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="normalised address or real path"),
        sa.Column("base", sa.Text(), nullable=False, comment="a name as it was asked for"),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column(
            "messages", sa.ARRAY(sa.LargeBinary()), nullable=True, comment="the answer, as it is sent; NULL: none yet"
        ),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="comparisons_failure"
        ),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="comparisons_state",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "request_id", name="comparisons_request"),
        schema="ingest",
    )
    op.create_index("comparisons_end", "comparisons", ["end_time"], unique=False, schema="ingest")
    op.create_index(
        "comparisons_lease",
        "comparisons",
        ["lease_until"],
        unique=False,
        schema="ingest",
        postgresql_where="state IN ('RUNNING', 'CANCELLING')",
    )
    op.create_table(
        "hunk_chunks",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="of the job's chunk of changes with the same commits"
        ),
        sa.PrimaryKeyConstraint("job_id", "number"),
        schema="ingest",
    )
    op.create_table(
        "hunks",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="as in `changes`, or in `merge_changes`"),
        sa.Column(
            "hunks",
            sa.LargeBinary(),
            nullable=False,
            comment="old start, old count, new start, new count; uint32 LE each",
        ),
        sa.PrimaryKeyConstraint("job_id", "commit", "ordinal"),
        schema="ingest",
    )
    op.create_table(
        "merge_changes",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("commit", sa.BigInteger(), nullable=False, comment="a mainline merge, against its first parent"),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="within the commit, as git orders"),
        sa.Column("status", sa.SmallInteger(), nullable=False, comment="ChangeStatus of the contract"),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("old_path", sa.LargeBinary(), nullable=True, comment="NULL: the same"),
        sa.PrimaryKeyConstraint("job_id", "commit", "ordinal"),
        schema="ingest",
    )
    op.create_table(
        "tags",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, comment="in the order of their names"),
        sa.Column("name", sa.LargeBinary(), nullable=False, comment="without refs/tags/"),
        sa.Column("object", sa.LargeBinary(), nullable=False, comment="id of the tag object, or of the commit"),
        sa.Column("target", sa.LargeBinary(), nullable=False, comment="id of the commit, peeled"),
        sa.Column("commit", sa.BigInteger(), nullable=True, comment="NULL: the head that was read does not reach it"),
        sa.Column("annotated", sa.Boolean(), nullable=False),
        sa.Column("tagger_name", sa.LargeBinary(), nullable=False, comment="the committer's, where there is no tagger"),
        sa.Column("tagger_email", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=True, comment="seconds since 1970; NULL: not a date"),
        sa.Column("offset", sa.SmallInteger(), nullable=False, comment="minutes east of UTC"),
        sa.Column("subject", sa.Text(), nullable=False, comment="of the tag's own message, made UTF-8"),
        sa.Column("release", sa.Boolean(), nullable=False, comment="the name is a version"),
        sa.PrimaryKeyConstraint("job_id", "number"),
        schema="ingest",
    )
    op.create_table(
        "comparison_attempts",
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
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="comparison_attempts_end"),
        sa.CheckConstraint(
            "outcome IN ('RUNNING', 'SUCCEEDED', 'ERROR', 'FAILED', 'CANCELLED', 'LOST', 'HANDED_OVER')",
            name="comparison_attempts_outcome",
        ),
        sa.ForeignKeyConstraint(["job_id"], ["ingest.comparisons.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="ingest",
    )
    op.create_table(
        "hunk_passes",
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
        sa.Column("chunk_count", sa.BigInteger(), server_default="0", nullable=False, comment="chunks that it stored"),
        sa.CheckConstraint(
            "(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name="hunk_passes_failure"
        ),
        sa.CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'RETRYING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')",
            name="hunk_passes_state",
        ),
        sa.ForeignKeyConstraint(["ingest_job_id"], ["ingest.jobs.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ingest_job_id"),
        schema="ingest",
    )
    op.create_index(
        "hunk_passes_lease",
        "hunk_passes",
        ["lease_until"],
        unique=False,
        schema="ingest",
        postgresql_where="state IN ('RUNNING', 'CANCELLING')",
    )
    op.create_table(
        "hunk_attempts",
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
        sa.CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name="hunk_attempts_end"),
        sa.CheckConstraint(
            "outcome IN ('RUNNING', 'SUCCEEDED', 'ERROR', 'FAILED', 'CANCELLED', 'LOST', 'HANDED_OVER')",
            name="hunk_attempts_outcome",
        ),
        sa.ForeignKeyConstraint(["job_id"], ["ingest.hunk_passes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "attempt"),
        schema="ingest",
    )

    for table in ("hunk_passes", "comparisons"):
        for statement in create_guard("ingest", table, ALLOWED_0002):
            op.execute(statement)
    # Numbers packed in bytes are read once or twice; compressing them would cost more than it saves.
    op.execute("ALTER TABLE ingest.hunks ALTER COLUMN hunks SET STORAGE EXTERNAL")
