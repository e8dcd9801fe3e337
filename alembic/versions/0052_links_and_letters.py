"""links to set a password; e-mails to one person"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "password_links",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_links_user_id_users")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_password_links")),
    )
    op.create_index(op.f("ix_password_links_user_id"), "password_links", ["user_id"])
    with op.batch_alter_table("mails") as table:
        table.alter_column("tenant_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("recipient", sa.String(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM mails WHERE tenant_id IS NULL")
    with op.batch_alter_table("mails") as table:
        table.drop_column("recipient")
        table.alter_column("tenant_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("password_links")
