"""which of the seats' phones were there, who listened, and holds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "node_watches",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("core_uuid", sa.String(), nullable=False),
        sa.Column("ends_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_node_watches_node_id_nodes")),
        sa.PrimaryKeyConstraint("node_id", "starts_at", name=op.f("pk_node_watches")),
    )
    op.create_table(
        "seat_registrations",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_registrations_tenant_id_tenants")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_registrations_seat_id_seats")),
        sa.PrimaryKeyConstraint("tenant_id", "seat_id", "at", name=op.f("pk_seat_registrations")),
    )
    op.create_table(
        "leg_holds",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("leg", sa.String(), nullable=False),
        sa.Column("starts_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("ends_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_leg_holds_tenant_id_tenants")),
        sa.ForeignKeyConstraint(["node_id"], ["nodes.id"], name=op.f("fk_leg_holds_node_id_nodes")),
        sa.PrimaryKeyConstraint(
            "tenant_id", "node_id", "uuid", "leg", "starts_at", name=op.f("pk_leg_holds")
        ),
    )
    op.create_index("ix_legs_seat", "legs", ["tenant_id", "seat_id", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_legs_seat", "legs")
    op.drop_table("leg_holds")
    op.drop_table("seat_registrations")
    op.drop_table("node_watches")
