"""Jobs that are gone and whose rows are still to be removed, a batch at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "remains",
        sa.Column("job_id", sa.Text(), nullable=False, comment="gone, but its facts are still to be removed"),
        sa.PrimaryKeyConstraint("job_id"),
        schema="ingest",
    )
