"""how far a node's count of sessions has been judged"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_marks",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("core_uuid", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("sessions", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_session_marks_node_id_nodes")),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_session_marks")),
    )


def downgrade() -> None:
    op.drop_table("session_marks")
