"""Corrections of people that take an earlier one back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "person_edits",
        sa.Column("undoes", sa.BigInteger(), nullable=True, comment="the one that it takes back; NULL: none"),
        schema="ingest",
    )
    op.alter_column(
        "person_edits",
        "kind",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment="merge, split or undo",
        existing_comment="merge or split",
        schema="ingest",
    )
