"""index of who took calls: reports ask which of the running day were passed on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

TAKERS = sa.text("answered_at IS NOT NULL AND (side = 'seat' OR kind = 'transferred')")


def upgrade() -> None:
    columns = ["tenant_id", "started_at"]
    op.create_index("ix_legs_takers", "legs", columns, sqlite_where=TAKERS, postgresql_where=TAKERS)


def downgrade() -> None:
    op.drop_index("ix_legs_takers", "legs")
