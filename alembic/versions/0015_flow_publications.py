"""flow publications"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("flow_versions", sa.Column("published_at", seatyard.db.UtcDateTime(), nullable=True))
    # Until now a version was published as it was made.
    op.execute("UPDATE flow_versions SET published_at = created_at")


def downgrade() -> None:
    with op.batch_alter_table("flow_versions") as table:
        table.drop_column("published_at")
