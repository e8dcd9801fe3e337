"""who asks whom for an invoice, as it was when it was made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

REFUSED = "what an invoice says is never changed"
POSTGRESQL = [
    f"""
    CREATE FUNCTION invoice_heads_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
    """,
    "CREATE TRIGGER invoice_heads_kept BEFORE UPDATE OR DELETE ON invoice_heads"
    " FOR EACH ROW EXECUTE FUNCTION invoice_heads_refuse()",
]
SQLITE = [
    f"CREATE TRIGGER invoice_heads_{what.lower()} BEFORE {what} ON invoice_heads"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for what in ("UPDATE", "DELETE")
]


def upgrade() -> None:
    op.create_table(
        "invoice_heads",
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("document", seatyard.db.Document(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("kept_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_heads_invoice_id_invoices")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_heads_tenant_id_tenants")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoice_heads")),
    )
    op.create_index(op.f("ix_invoice_heads_tenant_id"), "invoice_heads", ["tenant_id"])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("invoice_heads")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION invoice_heads_refuse()")
