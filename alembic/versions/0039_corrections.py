"""lines that correct an earlier invoice"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoice_lines", sa.Column("corrects", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("invoice_lines", "corrects")
