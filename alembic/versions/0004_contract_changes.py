"""contract changes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_renewed", sa.Date(), nullable=True))

    op.create_table(
        "contract_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("signed", sa.Date(), nullable=False),
        sa.Column("overrides", seatyard.db.Document(), nullable=False),
        sa.Column("terms", seatyard.db.Document(), nullable=False),
        sa.Column("recorded_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_changes_contract_id_contracts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_changes")),
        sa.UniqueConstraint("contract_id", "starts", name=op.f("uq_contract_changes_contract_id_starts")),
    )
    with op.batch_alter_table("contract_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_changes_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "lead_time_waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("waived_by", sa.String(), nullable=False),
        sa.Column("waived_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_lead_time_waivers_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_time_waivers")),
    )
    with op.batch_alter_table("lead_time_waivers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_time_waivers_tenant_id"), ["tenant_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lead_time_waivers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_time_waivers_tenant_id"))

    op.drop_table("lead_time_waivers")
    with op.batch_alter_table("contract_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_changes_contract_id"))

    op.drop_table("contract_changes")
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.drop_column("not_renewed")
