"""seat states"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_states",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=True),
        sa.Column("since", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("until", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("wrapping_until", seatyard.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_states_seat_id_seats")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_seat_states_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "seat_id", name=op.f("pk_seat_states")),
    )
    op.create_table(
        "seat_state_changes",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=True),
        sa.Column("until", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_state_changes_seat_id_seats")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_seat_state_changes_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "seat_id", "evidence", name=op.f("pk_seat_state_changes")),
    )
    op.create_index("ix_seat_state_changes_at", "seat_state_changes", ["tenant_id", "seat_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_seat_state_changes_at", table_name="seat_state_changes")
    op.drop_table("seat_state_changes")
    op.drop_table("seat_states")
