"""Which tables are tenants', and how each row leads to its tenant. A test wants every table to be here.

A table with ``tenant_id`` is its tenant's. Others hang on such a table, or belong to the house.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, MetaData, Table, or_, select

HUNG = {
    "bank_matches": ("fact_id", "recorded_facts"),
    "close_words": ("invoice_id", "invoices"),
    "contract_changes": ("contract_id", "contracts"),
    "credit_note_lines": ("note_id", "credit_notes"),
    "draft_reviews": ("draft_id", "invoice_drafts"),
    "duty_acts": ("invoice_id", "invoices"),
    "finding_notes": ("finding_id", "findings"),
    "flow_publications": ("flow_id", "flows"),
    "flow_versions": ("flow_id", "flows"),
    "invoice_lines": ("invoice_id", "invoices"),
    "login_sessions": ("user_id", "users"),
    "one_time_secrets": ("user_id", "users"),
    "outside_identities": ("user_id", "users"),
    "password_links": ("user_id", "users"),
    "queue_seats": ("seat_id", "seats"),
    "recovery_codes": ("user_id", "users"),
    "seat_phone_changes": ("seat_id", "seats"),
    "seat_tenures": ("seat_id", "seats"),
    "tenant_deletion_steps": ("deletion_id", "tenant_deletions"),
}
"""Rows without ``tenant_id``: the column that names the row they hang on, by its ``id``, and its table."""

SHARED = {"prompts": "the house's own prompts are played to every tenant's callers"}
"""Tables whose rows without a tenant every tenant may read, and why."""

HOUSE = {
    "audit_head": "where the chain of the audit trail ends",
    "bank_lines": "the operator's account: whose payment it was is found later",
    "bank_statements": "the operator's account",
    "cdr_records": "word for word as a node sent it: whose call it was is found by folding",
    "drift_looks": "of nodes",
    "dropped_months": "of all tenants' calls",
    "forgotten_passwords": "of who is not known yet",
    "gateway_events": "word for word as the payment service sent it",
    "heard_legs": "of nodes; whose leg it was is not known yet",
    "holiday_editions": "public holidays are everybody's",
    "idempotency_keys": "of whoever asked, by a name that only their token leads to",
    "invoice_counters": "numbers without gaps are given over all tenants",
    "leg_links": "of nodes; only names of legs",
    "live_channels": "of nodes; whose channel it is is not known yet",
    "login_delays": "of who is not known yet",
    "node_signals": "of nodes",
    "node_watches": "of nodes",
    "nodes": "the operator's switches",
    "number_changes": "the operator's pool: a number goes from one tenant to the next",
    "onboarding_drafts": "tenants that are still to come",
    "outage_classes": "an outage is of a node",
    "outage_plans": "an outage is of a node",
    "outages": "an outage is of a node",
    "session_marks": "of nodes",
    "trunk_routes": "the operator's carriers",
    "trunks": "the operator's carriers",
}
"""Tables that are no tenant's, and why."""


def is_tenants(table: Table) -> bool:
    return table.name == "tenants" or "tenant_id" in table.c or table.name in HUNG


def owned(table: Table, metadata: MetaData, tenant: BindParameter[int]) -> ColumnElement[bool]:
    """Whether a row may be read for the tenant."""
    if table.name == "tenants":
        return table.c.id == tenant
    if table.name in HUNG:
        column, name = HUNG[table.name]
        parent = metadata.tables[name]
        return table.c[column].in_(select(parent.c.id).where(parent.c.tenant_id == tenant))
    its = table.c.tenant_id == tenant
    return or_(its, table.c.tenant_id.is_(None)) if table.name in SHARED else its
