"""failed logins, and from when on the next one is heard"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_delays",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("open_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_delays")),
    )
    op.create_index(op.f("ix_login_delays_last_at"), "login_delays", ["last_at"])


def downgrade() -> None:
    op.drop_table("login_delays")
