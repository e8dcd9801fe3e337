"""what seats were bound to before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_phone_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_phone_changes_seat_id_seats")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_phone_changes")),
    )
    op.create_index(op.f("ix_seat_phone_changes_seat_id"), "seat_phone_changes", ["seat_id"])


def downgrade() -> None:
    op.drop_table("seat_phone_changes")
