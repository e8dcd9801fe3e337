"""voicemail boxes that are opened by telephone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tenants") as table:
        table.add_column(sa.Column("voicemail", seatyard.db.Document(), nullable=False, server_default="{}"))
    with op.batch_alter_table("tenants") as table:
        table.alter_column("voicemail", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("tenants") as table:
        table.drop_column("voicemail")
