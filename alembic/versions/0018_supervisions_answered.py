"""whether a supervisor's phone was answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("supervisions") as table:
        table.add_column(sa.Column("answered", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("supervisions") as table:
        table.drop_column("answered")
