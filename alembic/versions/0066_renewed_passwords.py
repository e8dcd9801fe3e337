"""seats whose password was renewed: whose phones' registrations are still to end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seats", sa.Column("renewed_with", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("seats", "renewed_with")
