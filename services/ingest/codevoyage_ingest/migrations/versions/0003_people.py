"""People: corrections by hand, and which of them a reading's map has."""

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
        "person_edits",
        sa.Column("repository_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False, comment="from 1, as they were made"),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="merge or split"),
        sa.Column("emails", sa.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column(
            "names",
            sa.ARRAY(sa.LargeBinary()),
            nullable=False,
            comment="one each; NULL: every name with the e-mail",
        ),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["repository_id"], ["ingest.repositories.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("repository_id", "number"),
        sa.UniqueConstraint("tenant", "request_id", name="person_edits_request"),
        schema="ingest",
    )
    op.add_column(
        "jobs",
        sa.Column(
            "person_edit", sa.BigInteger(), nullable=True, comment="the last one that its map has; NULL: no map yet"
        ),
        schema="ingest",
    )
