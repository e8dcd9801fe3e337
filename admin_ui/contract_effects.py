"""Where what a clause brings about is seen: pages of the tenant's."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _

from seatyard.identity.permissions import CALLS, HOME, RECORDINGS, REQUESTS_ASK, SERVICE

INVOICES, MONTH = ("ui.tenant_invoices", SERVICE), ("ui.month_so_far", SERVICE)
CREDITS, STATUS = ("ui.tenant_credit_notes", SERVICE), ("ui.tenant_status", SERVICE)
LEDGER, REQUESTS = ("ui.ledger", SERVICE), ("ui.tenant_requests", REQUESTS_ASK)
_EFFECTS: dict[str, tuple[tuple[str, str], ...]] = {
    "renewal": (REQUESTS,),
    "lead_times": (REQUESTS,),
    "seat_rent": (("ui.tenant_seats", HOME), MONTH, INVOICES),
    "call_charges": (("ui.tenant_calls", CALLS), MONTH, INVOICES),
    "maintenance": (STATUS,),
    "outage_credit": (STATUS, INVOICES, CREDITS),
    "uptime_sla": (STATUS, INVOICES, CREDITS),
    "service_levels": (("ui.reports", HOME), INVOICES),
    "late_activation": (INVOICES,),
    "force_majeure": (STATUS,),
    "recordings": (("ui.recordings", RECORDINGS), ("ui.deletions", RECORDINGS)),
    "payment": (INVOICES, LEDGER),
    "deposit_prepay": (INVOICES, LEDGER),
    "late_fee": (LEDGER,),
    "reminders": (LEDGER,),
    "suspension": (LEDGER,),
}
_ELSE = (INVOICES,)


def effects(clause: str, tenant: str, permitted: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Names and addresses, of those pages that one may open."""
    names = _names()
    return [
        (names[page], url_for(page, tenant=tenant))
        for page, permission in _EFFECTS.get(clause, _ELSE)
        if permitted(permission)
    ]


def _names() -> dict[str, str]:
    return {
        "ui.tenant_invoices": str(_("Invoices")),
        "ui.month_so_far": str(_("This month")),
        "ui.tenant_credit_notes": str(_("Credit notes")),
        "ui.tenant_status": str(_("Status")),
        "ui.ledger": str(_("Ledger")),
        "ui.tenant_requests": str(_("Requests")),
        "ui.tenant_seats": str(_("Seats")),
        "ui.tenant_calls": str(_("Calls")),
        "ui.reports": str(_("Reports")),
        "ui.recordings": str(_("Recordings")),
        "ui.deletions": str(_("Deleted recordings")),
    }
