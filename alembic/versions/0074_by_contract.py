"""indexes of what is asked of a contract, a seat or a flow alone, without its tenant"""

from __future__ import annotations

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_queue_seats_seat": ("queue_seats", "seat_id"),
    "ix_invoices_contract": ("invoices", "contract_id"),
    "ix_recorded_facts_contract": ("recorded_facts", "contract_id"),
    "ix_ledger_transactions_contract": ("ledger_transactions", "contract_id"),
    "ix_gateway_payments_contract": ("gateway_payments", "contract_id"),
    "ix_numbers_flow": ("numbers", "flow_id"),
}


def upgrade() -> None:
    for name, (table, column) in INDEXES.items():
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
