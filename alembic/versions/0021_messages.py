"""messages that were heard or deleted by telephone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recordings") as table:
        table.add_column(sa.Column("removed_at", seatyard.db.UtcDateTime(), nullable=True))
        table.add_column(sa.Column("removed_by", sa.String(), nullable=True))
        table.add_column(sa.Column("told_heard", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("recordings") as table:
        table.alter_column("told_heard", server_default=None)
    op.create_table(
        "message_marks",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("leg_uuid", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_message_marks_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "leg_uuid", "what", name=op.f("pk_message_marks")),
    )


def downgrade() -> None:
    op.drop_table("message_marks")
    with op.batch_alter_table("recordings") as table:
        for name in ("told_heard", "removed_by", "removed_at"):
            table.drop_column(name)
