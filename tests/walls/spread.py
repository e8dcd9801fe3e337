"""Which tables would be spread over machines by tenant, and what of their keys is not so yet."""

from __future__ import annotations

SPREAD = {
    "board_entries",
    "call_backs",
    "call_days",
    "call_sums",
    "conversations",
    "invoice_heads",
    "invoice_lines",
    "invoices",
    "ledger_entries",
    "ledger_transactions",
    "leg_holds",
    "legs",
    "line_evidence",
    "message_marks",
    "recording_deletions",
    "recording_listens",
    "recordings",
    "seat_call_sums",
    "seat_days",
    "seat_days_kept",
    "seat_hours",
    "seat_registrations",
    "seat_state_changes",
    "supervisions",
    "webhook_deliveries",
}
"""What grows with calls and months. All others are small: a copy on every machine, or on the first alone."""

KEYS = {
    ("call_backs", ("id",)): "few: one for each caller who pressed the key",
    ("call_backs", ("node_id", "uuid")): "a call of a node asks once",
    ("invoice_heads", ("invoice_id",)): "one for an invoice",
    ("invoice_lines", ("id",)): "known by its invoice; has no tenant of its own yet",
    ("invoice_lines", ("invoice_id", "position")): "known by its invoice; has no tenant of its own yet",
    ("invoices", ("id",)): "of a sequence; becomes (tenant_id, id)",
    ("invoices", ("number",)): "numbers without gaps are given over all tenants, by a counter under a lock",
    ("ledger_transactions", ("id",)): "of a sequence, and joined with its tenant; becomes (tenant_id, id)",
}
"""Primary and unique keys of theirs that the tenant does not lead, and why."""

FOREIGN = {
    ("invoice_heads", "invoices"): "becomes (tenant_id, invoice_id)",
    ("invoice_lines", "invoices"): "becomes (tenant_id, invoice_id)",
    ("ledger_entries", "ledger_transactions"): "becomes (tenant_id, transaction_id), by which it is joined",
    ("legs", "cdr_records"): "what a node sent stays on the first machine: the reference goes",
    ("line_evidence", "invoice_lines"): "becomes (tenant_id, line_id)",
}
"""References of theirs to what is neither a small table nor named with the tenant, and why."""

SMALL = {"contracts", "nodes", "seats", "tenants"}
"""To which they refer: a copy on every machine."""
