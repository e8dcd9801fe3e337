"""The tables that the audit trail leaves out, and those that somebody waits for."""

from __future__ import annotations

MACHINES = (
    # Calls as the switch tells them
    *("cdr_records", "legs", "leg_links", "leg_holds", "conversations", "hangups", "call_backs"),
    *("live_channels", "heard_legs", "session_marks", "seat_states", "seat_state_changes"),
    *("seat_registrations", "node_watches", "node_signals", "holiday_editions", "message_marks"),
    # What rules make of it
    *("seat_days", "seat_hours", "seat_days_kept"),
    *("call_days", "call_sums", "seat_call_sums"),
    *("outages", "findings", "invoices", "invoice_lines", "invoice_drafts", "line_evidence"),
    *("invoice_counters", "ledger_transactions", "ledger_entries", "outlook_totals", "mails"),
    *(
        "boards",
        "board_entries",
        "webhook_deliveries",
        "gateway_objects",
        "gateway_payments",
        "gateway_returns",
        "gateway_events",
    ),
    *("tenant_standings", "dropped_evidence"),
    *("webhook_deliveries", "gateway_objects", "gateway_payments", "gateway_returns", "gateway_events"),
)
OWN_RECORD = {
    "login_sessions": "each log-in is entered by name",
    "login_delays": "counts failures, for a day",
    "forgotten_passwords": "waits for seconds; the link that it leads to is entered itself",
    "idempotency_keys": "answers for a day; what was done is entered itself",
    "audit_entries": "the trail itself",
    "audit_head": "the trail itself",
    "number_changes": "says who and when itself, beside the change of the number, which is audited",
    "seat_phone_changes": "kept beside the change of the seat, which is audited",
    "recording_listens": "each listening is entered as a look, by name",
    "recording_deletions": "a chain of its own, of what retention deleted",
    "tenant_deletion_steps": "part of a deletion's proof, a chain of its own",
    "flow_drafts": "kept as somebody draws; says who itself; what is published of it is entered",
    "supervisions": "says who listened in itself; made of call records too",
    "dial_requests": "says who asked itself; a call, no change",
    "test_calls": "says who asked itself; a call, no change",
}
PART = {"invoice_heads": "part of an invoice, which the database itself keeps unchanged"}
ADMISSION = frozenset(("users", "api_tokens", "tenants", "tenant_deletions"))
"""A change of these may be of who is let in, and as what."""
