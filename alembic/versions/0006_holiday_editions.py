"""holiday editions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday_editions",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("since", seatyard.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_holiday_editions")),
    )


def downgrade() -> None:
    op.drop_table("holiday_editions")
