"""channels that were answered and live"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_channels",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("core_uuid", sa.String(), nullable=False),
        sa.Column("started_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("answered_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("seen_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("told", seatyard.db.Document(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_live_channels_node_id_nodes")),
        sa.PrimaryKeyConstraint("node_id", "uuid", name=op.f("pk_live_channels")),
    )


def downgrade() -> None:
    op.drop_table("live_channels")
