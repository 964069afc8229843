"""The newest tree, to be looked at while the history is still being read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "first_trees",
        sa.Column("analysis_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="by path"),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("mode", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True, comment="NULL: submodule"),
        sa.PrimaryKeyConstraint("analysis_id", "number"),
        schema="analysis",
        comment="The newest tree, shown until results are whole",
    )
