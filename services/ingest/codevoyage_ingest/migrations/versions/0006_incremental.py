"""Facts as messages, and facts that a later reading of the same repository takes over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "chunks",
        sa.Column(
            "messages",
            sa.ARRAY(sa.LargeBinary()),
            server_default="{}",
            nullable=False,
            comment="`Facts`, as they are sent",
        ),
        schema="ingest",
    )
    # They hold ids, which nothing makes smaller, and are read once or twice: not worth compressing.
    op.execute("ALTER TABLE ingest.chunks ALTER COLUMN messages SET STORAGE EXTERNAL")
    op.add_column(
        "chunks",
        sa.Column("owner", sa.Text(), nullable=True, comment="an earlier job whose rows these are; NULL: this job's"),
        schema="ingest",
    )
    op.create_index("chunks_owner", "chunks", ["owner"], schema="ingest", postgresql_where=sa.text("owner IS NOT NULL"))
    op.add_column(
        "jobs",
        sa.Column("base_job", sa.Text(), nullable=True, comment="an earlier job whose facts were taken over"),
        schema="ingest",
    )
    op.add_column(
        "jobs",
        sa.Column(
            "base_position", sa.BigInteger(), nullable=True, comment="of the last mainline commit that both have"
        ),
        schema="ingest",
    )
