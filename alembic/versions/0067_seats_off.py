"""seats that their tenant has switched off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seats", sa.Column("off_since", seatyard.db.UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("seats", "off_since")
