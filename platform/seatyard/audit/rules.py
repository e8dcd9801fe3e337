"""Which tables are audited: what people configure and decide. A test holds every table to one of two lists.

What machines find out (calls, signals, measurements) is nobody's change: it is left out, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from .tables import MACHINES, OWN_RECORD, PART

SECRET_KEYS = frozenset({"pin", "password", "secret", "token", "authorization", "api_key", "a1_hash"})
"""What a document has under these names, however deep, is a secret."""


@dataclass(frozen=True)
class Rule:
    """How a table is audited."""

    secret: frozenset[str] = frozenset()
    """Columns of which it is noted that they changed, never what to."""
    quiet: frozenset[str] = frozenset()
    """Columns that are not noted: what a machine writes there, or what follows from others."""
    noted: frozenset[str] | None = None
    """The columns that are noted, where they are few; none: all but the quiet ones."""
    via: tuple[str, str] | None = None
    """The column and the table whose row has the tenant; none: ``tenant_id`` of its own, if it has one."""
    born: bool = True
    """Whether new rows are noted."""
    dies: bool = True
    """Whether deleted rows are noted."""
    inner: bool = False
    """Whether it is the operator's own deliberation, which tenants do not see."""

    def notes(self, column: str) -> bool:
        return column in self.noted if self.noted is not None else column not in self.quiet


def _rule(*secret: str, via: tuple[str, str] | None = None, quiet: str = "", inner: bool = False) -> Rule:
    return Rule(frozenset(secret), frozenset(quiet.split()), via=via, inner=inner)


AUDITED: dict[str, Rule] = {
    # People, and what lets programs in
    "users": _rule("password_hash"),
    "one_time_secrets": _rule("secret", quiet="last_step"),
    "recovery_codes": _rule("sha256"),
    "password_links": _rule("sha256"),
    "outside_identities": _rule(),
    "stand_ins": _rule(),
    "api_tokens": _rule("sha256", quiet="used_at"),
    "recording_accesses": _rule("secret"),
    "webhook_secrets": _rule(),
    "recording_keys": _rule("wrapped"),
    # What a tenant has
    "tenants": _rule(quiet="generation"),
    "seats": _rule("a1_hash", quiet="renewed_with"),
    "seat_tenures": _rule(via=("seat_id", "seats")),
    "onboarding_drafts": _rule("document", "secrets", quiet="changed_at"),
    "lead_time_waivers": _rule(),
    "arrangements": _rule(),
    "suspensions": _rule(),
    "tenant_requests": _rule(),
    "numbers": _rule(),
    "queues": _rule(),
    "queue_seats": _rule(via=("queue_id", "queues")),
    "flows": _rule(),
    "flow_versions": _rule(via=("flow_id", "flows")),
    "flow_publications": _rule(via=("flow_id", "flows")),
    "prompts": _rule(),
    "report_subscriptions": _rule(quiet="next_on problem"),
    # The switch
    "nodes": _rule(quiet="core_uuid alive_at linked_at"),
    "placements": _rule(quiet="acked_generation acked_at ack_seconds problem"),
    "moves": _rule(quiet="live_at done_at problem"),
    "drift_looks": _rule(),
    "trunks": _rule(),
    "trunk_routes": _rule(),
    "outage_classes": _rule(),
    "outage_plans": _rule(),
    # Recordings
    "recording_holds": _rule(),
    "dropped_months": _rule(quiet="done_at"),
    "tenant_exports": _rule(quiet="state done of size problem expires_at"),
    "tenant_deletions": _rule(quiet="problem proof"),
    "recordings": Rule(noted=frozenset({"removed_at", "removed_by"}), born=False, dies=False),
    # Money
    "contracts": _rule(),
    "contract_changes": _rule(via=("contract_id", "contracts")),
    "recorded_facts": _rule(),
    "credit_notes": _rule(),
    "credit_note_lines": _rule(via=("note_id", "credit_notes")),
    "dunning_steps": _rule(),
    "bank_statements": _rule(),
    "bank_lines": Rule(noted=frozenset({"parked", "parked_by"}), born=False, inner=True),
    "bank_matches": _rule(via=("fact_id", "recorded_facts"), inner=True),
    "draft_reviews": _rule(via=("draft_id", "invoice_drafts"), inner=True),
    "close_words": _rule(via=("invoice_id", "invoices"), inner=True),
    "duty_acts": _rule(via=("invoice_id", "invoices"), quiet="content"),
    "finding_notes": _rule(via=("finding_id", "findings"), inner=True),
}

LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(MACHINES, "what a machine found out or made, by a rule"),
    **OWN_RECORD,
    **PART,
}
"""Tables that are not audited, and why."""
