"""recorded facts, and several bills of a month"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = "uq_invoices_tenant_id_contract_id_period"
NOW = "uq_invoices_tenant_id_contract_id_period_kind_sequence"


def upgrade() -> None:
    op.create_table(
        "recorded_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("recorded_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (reason IS NULL)", name=op.f("ck_recorded_facts_reasoned")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_recorded_facts_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_recorded_facts_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_facts")),
        sa.UniqueConstraint(
            "tenant_id",
            "contract_id",
            "digest",
            "ordinal",
            name=op.f("uq_recorded_facts_tenant_id_contract_id_digest_ordinal"),
        ),
    )
    with op.batch_alter_table("recorded_facts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_recorded_facts_dated", ["tenant_id", "contract_id", "kind", "on"], unique=False
        )

    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(BEFORE, type_="unique")
        batch_op.create_unique_constraint(NOW, ["tenant_id", "contract_id", "period", "kind", "sequence"])


def downgrade() -> None:
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.drop_constraint(NOW, type_="unique")
        batch_op.create_unique_constraint(BEFORE, ["tenant_id", "contract_id", "period"])
        batch_op.drop_column("sequence")

    with op.batch_alter_table("recorded_facts", schema=None) as batch_op:
        batch_op.drop_index("ix_recorded_facts_dated")
    op.drop_table("recorded_facts")
