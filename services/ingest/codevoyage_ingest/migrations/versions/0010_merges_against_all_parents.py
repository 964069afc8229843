"""Merges are compared with all of their parents: hunks that were stored without that are read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    for table in ("hunk_passes", "hunk_chunks", "hunks", "merge_changes"):
        op.execute(f"DELETE FROM ingest.{table}")  # noqa: S608  names of ours
    for column in (
        sa.Column("parent", sa.Integer(), server_default="0", nullable=False, comment="compared with, from 0"),
        sa.Column(
            "taken_from",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="another parent has the same; 0: none",
        ),
        sa.Column(
            "binary", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="no lines are compared"
        ),
    ):
        op.add_column("merge_changes", column, schema="ingest")
    op.alter_column(
        "merge_changes",
        "commit",
        existing_type=sa.BigInteger(),
        existing_nullable=False,
        comment="a merge",
        existing_comment="a mainline merge, against its first parent",
        schema="ingest",
    )
