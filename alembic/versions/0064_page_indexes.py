"""what pages of the whole house are read by: seats leased now, invoices with notices, bank lines by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

ACTIVE = sa.text("active")
NOTICED = sa.text("""CAST(notices AS VARCHAR) <> '{"items": []}'""")


def upgrade() -> None:
    op.create_index("ix_seats_active", "seats", ["tenant_id"], sqlite_where=ACTIVE, postgresql_where=ACTIVE)
    op.create_index("ix_invoices_noticed", "invoices", ["id"], sqlite_where=NOTICED, postgresql_where=NOTICED)
    op.drop_index("ix_bank_lines_day", "bank_lines")
    op.create_index("ix_bank_lines_day", "bank_lines", ["on", "id"])


def downgrade() -> None:
    op.drop_index("ix_bank_lines_day", "bank_lines")
    op.create_index("ix_bank_lines_day", "bank_lines", ["on"])
    op.drop_index("ix_invoices_noticed", "invoices")
    op.drop_index("ix_seats_active", "seats")
