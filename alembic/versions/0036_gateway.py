"""what was sent to payment services, what they told, and the payments there"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_events",
        sa.Column("backend", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("happened_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("received_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("backend", "id", name=op.f("pk_gateway_events")),
    )
    op.create_index("ix_gateway_events_due", "gateway_events", ["backend", "state", "due_at"], unique=False)
    op.create_table(
        "gateway_objects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("backend", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("request", seatyard.db.Document(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("made_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("changed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_gateway_objects_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_gateway_objects_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_objects")),
        sa.UniqueConstraint("backend", "external_id", name=op.f("uq_gateway_objects_backend_external_id")),
        sa.UniqueConstraint(
            "backend", "kind", "subject", name=op.f("uq_gateway_objects_backend_kind_subject")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_gateway_objects_key")),
    )
    op.create_index("ix_gateway_objects_due", "gateway_objects", ["backend", "state", "due_at"], unique=False)
    op.create_index("ix_gateway_objects_tenant", "gateway_objects", ["tenant_id", "kind"], unique=False)
    op.create_table(
        "gateway_payments",
        sa.Column("backend", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", seatyard.db.Exact(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("booked_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_gateway_payments_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_gateway_payments_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("backend", "id", name=op.f("pk_gateway_payments")),
    )
    op.create_index("ix_gateway_payments_invoice", "gateway_payments", ["tenant_id", "invoice"], unique=False)
    op.create_table(
        "gateway_returns",
        sa.Column("backend", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", seatyard.db.Exact(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("changed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_gateway_returns_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_gateway_returns_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("backend", "id", name=op.f("pk_gateway_returns")),
    )
    op.create_index("ix_gateway_returns_payment", "gateway_returns", ["backend", "payment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gateway_returns")
    op.drop_table("gateway_payments")
    op.drop_table("gateway_objects")
    op.drop_table("gateway_events")
