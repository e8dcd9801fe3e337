"""drafts of invoices, and what finance said of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", seatyard.db.Exact(), nullable=False),
        sa.Column("before", seatyard.db.Exact(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("changes", seatyard.db.Document(), nullable=False),
        sa.Column("changed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("computed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_invoice_drafts_contract_id_contracts")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_drafts_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_drafts")),
        sa.UniqueConstraint("contract_id", "period", name=op.f("uq_invoice_drafts_contract_id_period")),
    )
    op.create_index("ix_invoice_drafts_period", "invoice_drafts", ["period", "id"])
    op.create_index(op.f("ix_invoice_drafts_tenant_id"), "invoice_drafts", ["tenant_id"])
    op.create_table(
        "draft_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("total", seatyard.db.Exact(), nullable=False),
        sa.Column("at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["invoice_drafts.id"], name=op.f("fk_draft_reviews_draft_id_invoice_drafts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_reviews")),
    )
    op.create_index(op.f("ix_draft_reviews_draft_id"), "draft_reviews", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_reviews")
    op.drop_table("invoice_drafts")
