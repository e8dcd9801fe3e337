"""series of numbers have years: what was given before them is a series of its own"""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE invoice_counters SET series = 'SY' WHERE series = 'invoice'")


def downgrade() -> None:
    """Invoices with a year in their number keep it; the next one without goes on from the last of those."""
    op.execute("UPDATE invoice_counters SET series = 'invoice' WHERE series = 'SY'")
