"""what was heard of a leg whose record has not come"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard_legs",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("core_uuid", sa.String(), nullable=False),
        sa.Column("told", seatyard.db.Document(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_heard_legs_node_id_nodes")),
        sa.PrimaryKeyConstraint("node_id", "uuid", name=op.f("pk_heard_legs")),
    )


def downgrade() -> None:
    op.drop_table("heard_legs")
