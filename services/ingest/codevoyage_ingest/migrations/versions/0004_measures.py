"""Measures of blobs: each blob is measured once ever, whichever repository it is in."""

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
