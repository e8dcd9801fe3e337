"""seats' time read without their whole past"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LONG = sa.text("billusec > 86400000000")
SAID = sa.text("source <> 'system'")


def upgrade() -> None:
    op.create_index(
        "ix_legs_long", "legs", ["tenant_id", "seat_id"], sqlite_where=LONG, postgresql_where=LONG
    )
    op.create_index(
        "ix_seat_state_changes_said",
        "seat_state_changes",
        ["tenant_id", "seat_id", "at"],
        sqlite_where=SAID,
        postgresql_where=SAID,
    )


def downgrade() -> None:
    op.drop_index("ix_seat_state_changes_said", "seat_state_changes")
    op.drop_index("ix_legs_long", "legs")
