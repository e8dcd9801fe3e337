"""arrangements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("takes_effect_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("asked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_arrangements_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
        sa.UniqueConstraint(
            "tenant_id", "takes_effect_at", name=op.f("uq_arrangements_tenant_id_takes_effect_at")
        ),
    )


def downgrade() -> None:
    op.drop_table("arrangements")
