"""Which of a tenant's tables are handed over, deleted, or kept. A test holds every table to these lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, and_, bindparam, or_, select

from seatyard import tenancy
from seatyard.audit.rules import AUDITED
from seatyard.db import db

INNER = frozenset(name for name, rule in AUDITED.items() if rule.inner)
"""The operator's own deliberation."""
NOT_HANDED_OVER: dict[str, str] = {
    **dict.fromkeys(sorted(INNER - set(tenancy.HOUSE)), "the operator's own deliberation"),
    **dict.fromkeys(("boards", "board_entries"), "what is so at this moment, of what is handed over itself"),
    "invoice_drafts": "the operator's drafts; what became of them are the invoices",
    "login_sessions": "secrets: they let somebody in",
    "one_time_secrets": "secrets: they let somebody in",
    "outside_identities": "as whom a provider of the operator knows people of its own",
    "password_links": "secrets: they let somebody in",
    "recovery_codes": "secrets: they let somebody in",
    "recording_keys": "secrets: they open recordings, which are handed over opened where that is asked for",
    "tenant_deletions": "a deletion has a proof of its own",
    "tenant_deletion_steps": "a deletion has a proof of its own",
}
"""What an export leaves out, and why."""

SECRETS = {name: rule.secret for name, rule in AUDITED.items() if rule.secret}
"""Columns that are left out."""

GONE = (
    # Logins, and what lets programs in
    *("login_sessions", "one_time_secrets", "outside_identities", "password_links", "recovery_codes"),
    *("api_tokens", "stand_ins", "users", "webhook_deliveries", "webhook_secrets"),
    # Recordings
    *("recordings", "recording_listens", "recording_accesses", "recording_keys", "message_marks"),
    # Calls
    *("call_days", "call_sums", "seat_call_sums"),
    *("call_backs", "dial_requests", "test_calls", "supervisions", "leg_holds", "legs"),
    *("conversations", "hangups"),
    *("seat_states", "seat_state_changes", "seat_registrations"),
    *("seat_days", "seat_hours", "seat_days_kept", "report_subscriptions"),
    *("board_entries", "boards"),
    # What was told and found, and drafts
    *("mails", "finding_notes", "findings", "draft_reviews", "invoice_drafts", "outlook_totals"),
    "tenant_standings",
    *("tenant_exports", "prompts"),
    # The switch's configuration
    *("arrangements", "suspensions", "queue_seats", "queues", "numbers"),
    *("flow_versions", "flow_publications", "flow_drafts", "flows"),
    *("seat_phone_changes", "moves", "placements"),
)
"""Tables that are emptied of a tenant, in this order: what hangs on another before it."""

BOOKS = "books and vouchers: to be kept by law"
TRAIL = "who did what: a chain, of which no link can be taken out"
PROOF = "proof of what was held and deleted"
KEPT: dict[str, str] = {
    "tenants": "whom the documents are made out to; without policies, contacts and mailboxes",
    **dict.fromkeys(("contracts", "contract_changes", "lead_time_waivers", "recorded_facts"), BOOKS),
    **dict.fromkeys(("invoices", "invoice_heads", "invoice_lines", "line_evidence", "close_words"), BOOKS),
    "dropped_evidence": BOOKS,
    **dict.fromkeys(("credit_notes", "credit_note_lines", "duty_acts", "bank_matches"), BOOKS),
    **dict.fromkeys(("ledger_transactions", "ledger_entries", "dunning_steps"), BOOKS),
    **dict.fromkeys(("gateway_objects", "gateway_payments", "gateway_returns"), BOOKS),
    "tenant_requests": "proof of what was asked for, by when it was due, and when it was done",
    "seats": "what rent was computed from; without names, telephones and passwords",
    "seat_tenures": "what rent was computed from",
    "audit_entries": TRAIL,
    **dict.fromkeys(
        ("recording_holds", "recording_deletions", "tenant_deletions", "tenant_deletion_steps"), PROOF
    ),
}
"""Tables whose rows of a deleted tenant stay, and why."""


OF_PEOPLE = {"api_tokens": ("user_id", "id"), "mails": ("recipient", "login")}
"""Tables with rows of a tenant's people, without ``tenant_id``: the column, and the user's that it names."""


def named(name: str) -> Table:
    return db.metadata.tables[name]


def written(table: Table) -> list[Column[Any]]:
    """The columns of a table that an export has: no secrets; what is a file is one of its own."""
    secret = SECRETS.get(table.name, frozenset())
    return [one for one in table.columns if one.name not in secret and not isinstance(one.type, LargeBinary)]


def handed_over() -> list[str]:
    """The tables of an export, by name."""
    tenants = [table.name for table in db.metadata.tables.values() if tenancy.is_tenants(table)]
    return sorted(name for name in tenants if name not in NOT_HANDED_OVER)


def its(table: Table, tenant_id: int) -> ColumnElement[bool]:
    """Whether a row is the tenant's own, or one of its people's: not what of the house's it may see."""
    if table.name in OF_PEOPLE:
        users = named("users")
        column, of = OF_PEOPLE[table.name]
        people = select(users.c[of]).where(users.c.tenant_id == tenant_id)
        return or_(table.c.tenant_id == tenant_id, table.c[column].in_(people))
    if "tenant_id" in table.c:
        return table.c.tenant_id == tenant_id
    return tenancy.owned(table, db.metadata, bindparam("tenant", tenant_id, unique=True))


def for_its_eyes(table: Table, tenant_id: int) -> ColumnElement[bool]:
    """Whether a row is handed over: of the trail, nothing of the operator's own deliberation; no e-mail with
    which a person was let in."""
    if table.name == "mails":
        return table.c.tenant_id == tenant_id
    if table.name != "audit_entries":
        return its(table, tenant_id)
    inner: list[Any] = [~table.c.what.startswith(f"{name}/") for name in sorted(INNER)]
    return and_(its(table, tenant_id), *inner)
