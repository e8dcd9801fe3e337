"""what months came to while they ran"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlook_totals",
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", seatyard.db.Exact(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("computed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_outlook_totals_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_outlook_totals_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("contract_id", "on", name=op.f("pk_outlook_totals")),
    )
    op.create_index("ix_outlook_totals_period", "outlook_totals", ["period", "on"])
    op.create_index(op.f("ix_outlook_totals_tenant_id"), "outlook_totals", ["tenant_id"])


def downgrade() -> None:
    op.drop_table("outlook_totals")
