"""bills of two kinds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invoice_lines", schema=None) as batch_op:
        batch_op.add_column(sa.Column("explained_zh", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("explained_en", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("item", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("period", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("taxed", sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="settlement"))
        batch_op.add_column(sa.Column("asked", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.drop_column("asked")
        batch_op.drop_column("kind")

    with op.batch_alter_table("invoice_lines", schema=None) as batch_op:
        batch_op.drop_column("taxed")
        batch_op.drop_column("period")
        batch_op.drop_column("item")
        batch_op.drop_column("explained_en")
        batch_op.drop_column("explained_zh")
