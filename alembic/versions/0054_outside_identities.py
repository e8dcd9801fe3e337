"""people as a provider (OpenID Connect) knows them; who asked for a new password"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_identities",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("tied_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_outside_identities_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_outside_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identities_issuer_subject")),
    )

    op.create_table(
        "forgotten_passwords",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_forgotten_passwords")),
    )


def downgrade() -> None:
    op.drop_table("forgotten_passwords")
    op.drop_table("outside_identities")
