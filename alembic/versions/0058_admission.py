"""the audit trail's end says which entry was the last about who is let in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """In place: a copy of the table, as other changes make on SQLite, would lose its triggers."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("audit_head", sa.Column("admission", kind, nullable=False, server_default="0"))
    op.execute("UPDATE audit_head SET admission = number")


def downgrade() -> None:
    op.drop_column("audit_head", "admission")
