"""overflow of queues, and calls back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBERS = ("max_waiting", "no_seat_limit", "level_wait")
TARGETS = ("on_full", "on_no_seat")


def upgrade() -> None:
    with op.batch_alter_table("queues") as table:
        for name in NUMBERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in TARGETS:
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        table.add_column(sa.Column("call_back", seatyard.db.Document(), nullable=False, server_default="{}"))
    with op.batch_alter_table("queues") as table:
        for name in (*NUMBERS, "call_back"):
            table.alter_column(name, server_default=None)
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("joined_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("call_uuid", sa.String(), nullable=True),
        sa.Column("called_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("finished_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_call_backs_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_call_backs_node_id_nodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("node_id", "uuid", name=op.f("uq_call_backs_node_id_uuid")),
    )
    op.create_index("ix_call_backs_state", "call_backs", ["node_id", "state"])
    op.create_index("ix_call_backs_tenant", "call_backs", ["tenant_id", "asked_at"])


def downgrade() -> None:
    op.drop_table("call_backs")
    with op.batch_alter_table("queues") as table:
        for name in (*NUMBERS, *TARGETS, "call_back"):
            table.drop_column(name)
