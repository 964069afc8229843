"""The history of an analysis in columns, which measures are computed from when they are asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "column_sets",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="`facts`, or what was computed after the run"),
        sa.Column(
            "digest", sa.LargeBinary(), nullable=False, comment="SHA-256 over the parts: other columns, another one"
        ),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="of all columns in memory"),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.analyses.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("analysis_id", "name"),
        schema="analysis",
        comment="Columns of an analysis that measures are computed from; a set is written and replaced whole",
    )
    op.create_table(
        "column_parts",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("set_name", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="from 0; the table is its parts, one after the other"
        ),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="Arrow IPC, zstd; about 1 MiB before compression"
        ),
        sa.ForeignKeyConstraint(
            ["analysis_id", "set_name"],
            ["analysis.column_sets.analysis_id", "analysis.column_sets.name"],
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("analysis_id", "set_name", "table_name", "number"),
        schema="analysis",
    )
    # It is compressed already: PostgreSQL would try again in vain.
    op.execute("ALTER TABLE analysis.column_parts ALTER COLUMN content SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Back."""
    op.drop_table("column_parts", schema="analysis")
    op.drop_table("column_sets", schema="analysis")
