"""seats log in; people can be locked"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("locked_at", seatyard.db.UtcDateTime(), nullable=True))
        table.create_unique_constraint(op.f("uq_users_seat_id"), ["seat_id"])
        table.create_check_constraint(op.f("ck_users_seat_role"), "seat_id IS NULL OR role = 'seat'")


def downgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.drop_constraint(op.f("ck_users_seat_role"), type_="check")
        table.drop_constraint(op.f("uq_users_seat_id"), type_="unique")
        table.drop_column("locked_at")
        table.drop_column("seat_id")
