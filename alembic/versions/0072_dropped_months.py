"""months whose calls are dropped, and what of the evidence went with them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import seatyard.db

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

SAID = "(SELECT current_setting('seatyard.tenant', true))"
EVERYONE = f"{SAID} = 'everyone'"
ID = f"(SELECT CASE WHEN {SAID} ~ '^[0-9]+$' THEN {SAID}::int END)"


def upgrade() -> None:
    op.create_table(
        "dropped_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("legs", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sealed_at", seatyard.db.UtcDateTime(), nullable=False),
        sa.Column("done_at", seatyard.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_dropped_months")),
    )
    of_tenant = "fk_dropped_evidence_tenant_id_tenants"
    of_line, of_month = (
        "fk_dropped_evidence_line_id_invoice_lines",
        "fk_dropped_evidence_month_dropped_months",
    )
    op.create_table(
        "dropped_evidence",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(of_tenant)),
        sa.ForeignKeyConstraint(["line_id"], ["invoice_lines.id"], name=op.f(of_line)),
        sa.ForeignKeyConstraint(["month"], ["dropped_months.month"], name=op.f(of_month)),
        sa.PrimaryKeyConstraint("tenant_id", "line_id", "kind", "month", name=op.f("pk_dropped_evidence")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE dropped_evidence ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE dropped_evidence FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenants_rows ON dropped_evidence USING ({EVERYONE} OR tenant_id = {ID})")


def downgrade() -> None:
    op.drop_table("dropped_evidence")
    op.drop_table("dropped_months")
