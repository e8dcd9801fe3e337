"""invoices by month; PostgreSQL: who sees everyone is asked as one value, which plans expect more rows of"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

SAID = "current_setting('seatyard.tenant'::text, true)"
COMPARED = f"(( SELECT {SAID} AS current_setting) = 'everyone'::text)"
"""As PostgreSQL says it. It takes an unknown text for equal in one of two hundred cases, and so every table
for that much shorter; an unknown truth for true in every other."""
TOLD = f"(SELECT {SAID} = 'everyone'::text)"
HUNG = re.compile(r"(FROM \w+\s+WHERE \(\w+\.id = \w+\.\w+\))( OFFSET 0)?\)")
"""Whether the row that a row hangs on is seen. ``OFFSET 0`` keeps PostgreSQL from looking all of those up at
once, of every tenant, where it expects to ask about many."""
POLICIES = """
SELECT policyname, schemaname, tablename, qual FROM pg_policies
WHERE schemaname = current_schema() AND cmd = 'ALL' ORDER BY tablename
"""


MARKED = """
UPDATE outlook_totals SET latest = true WHERE "on" = (
    SELECT max(o."on") FROM outlook_totals o
    WHERE o.contract_id = outlook_totals.contract_id AND o.period = outlook_totals.period
)
"""


def upgrade() -> None:
    column = sa.Column("latest", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("outlook_totals", column)
    op.execute(MARKED)
    latest = sa.text("latest")
    where = {"sqlite_where": latest, "postgresql_where": latest}
    op.create_index("ix_outlook_totals_latest", "outlook_totals", ["period"], **where)
    op.create_index("ix_invoices_period", "invoices", ["period"])
    _say(COMPARED, TOLD, r"\1 OFFSET 0)")


def downgrade() -> None:
    told = f"( SELECT ({SAID} = 'everyone'::text))"
    _say(told, COMPARED, r"\1)")
    op.drop_index("ix_invoices_period", "invoices")
    op.drop_index("ix_outlook_totals_latest", "outlook_totals")
    op.drop_column("outlook_totals", "latest")


def _say(old: str, new: str, hung: str) -> None:
    """In every policy, of the months of partitioned tables too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for policy, schema, table, its in op.get_bind().exec_driver_sql(POLICIES).all():
        if old in its:
            now = HUNG.sub(hung, its.replace(old, new))
            op.execute(f'ALTER POLICY "{policy}" ON "{schema}"."{table}" USING ({now})')
