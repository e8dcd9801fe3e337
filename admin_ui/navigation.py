"""What each role finds in the rail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from seatyard import findings
from seatyard.identity.permissions import FINANCE, SEAT_OWN
from tenants import directory

_STAFF = (
    "overview",
    "tenants",
    "calls",
    "months",
    "drafts",
    "invoices",
    "owed",
    "dunning",
    "bank",
    "quote",
    "comparison",
    "nodes",
    "outages",
    "duties",
    "findings",
    "trail",
    "people",
)
_MONEY_FIRST = (
    "months",
    "drafts",
    "invoices",
    "owed",
    "bank",
    "dunning",
    "quote",
    "comparison",
    "calls",
    "outages",
    "duties",
    "findings",
    "tenants",
)
_OWN = (
    "tenant",
    "tenant_status",
    "tenant_calls",
    "call_backs",
    "recordings",
    "prompts",
    "tenant_invoices",
    "ledger",
    "tenant_trail",
    "tenant_people",
    "tenant_data",
)
_ROOM = (
    {
        "tenant": "tenants",
        "tenant_status": "tenants",
        "call": "calls",
        "tenant_calls": "calls",
        "call_backs": "calls",
        "finding": "findings",
        "prompts": "tenants",
        "seat": "tenants",
        "seat_time": "tenants",
        "stand_in": "tenants",
        "begin_standing_in": "tenants",
        "tenant_people": "tenants",
        "invite_tenant_person": "tenants",
        "change_tenant_person": "tenants",
        "invite_person": "people",
        "change_person": "people",
    }
    | {"ledger": "owed", "money": "owed", "tenant_dunning": "dunning", "draft": "drafts"}
    | {"bank_line": "bank", "tenant_trail": "tenants"}
    | dict.fromkeys(("own_duty", "do_duty"), "duties")
    | dict.fromkeys(("outage", "outage_plans"), "outages")
    | dict.fromkeys(("invoice", "line", "tenant_invoices"), "invoices")
    | dict.fromkeys(
        ("credit", "give_credit", "credit_note", "credit_notes", "tenant_credit_notes"), "invoices"
    )
    | dict.fromkeys(("recordings", "recording", "deletions"), "tenants")
    | dict.fromkeys(("tenant_data", "tenant_end", "change_hold", "change_deletion"), "tenants")
)
"""Under which entry of the staff's rail a page lies."""
_OWN_ROOM = {
    "call": "tenant_calls",
    "seat": "tenant",
    "seat_time": "tenant",
    "invoice": "tenant_invoices",
    "line": "tenant_invoices",
    "credit_note": "tenant_invoices",
    "tenant_credit_notes": "tenant_invoices",
    "tenant_dunning": "ledger",
    "recording": "recordings",
    "deletions": "recordings",
    "invite_tenant_person": "tenant_people",
    "change_tenant_person": "tenant_people",
}
"""Likewise of a tenant's own."""


@dataclass(frozen=True)
class Item:
    name: str
    address: str
    here: bool
    count: int = 0


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(navigation=navigation)


def navigation() -> list[Item]:
    """The current person's entries; the one that this page belongs to is marked."""
    page = (request.endpoint or "").removeprefix("ui.")
    names = {
        "overview": _("Overview"),
        "tenants": _("Tenants"),
        "calls": _("Calls"),
        "quote": _("Quote"),
        "comparison": _("Comparison"),
        "nodes": _("Nodes"),
        "outages": _("Outages"),
        "duties": _("Duties"),
        "findings": _("Findings"),
        "people": _("People"),
        "tenant_people": _("People"),
        "tenant_data": _("Data"),
        "months": _("Month board"),
        "drafts": _("Drafts"),
        "invoices": _("Invoices"),
        "tenant": _("Overview"),
        "tenant_status": _("Status"),
        "tenant_calls": _("Calls"),
        "call_backs": _("Calls back"),
        "recordings": _("Recordings"),
        "prompts": _("Prompts"),
        "tenant_invoices": _("Invoices"),
        "owed": _("Owed"),
        "dunning": _("Dunning"),
        "bank": _("Bank"),
        "ledger": _("Ledger"),
        "trail": _("Audit trail"),
        "tenant_trail": _("Audit trail"),
    }
    if current_user.may(SEAT_OWN):
        return [Item(_("My seat"), url_for("ui.me"), page == "me")]
    if current_user.of_tenant:
        own = directory.name_of(current_user.tenant_id)
        room = _OWN_ROOM.get(page, page)
        return [
            Item(names[entry], url_for(f"ui.{entry}", tenant=own), entry == room) for entry in _open(_OWN)
        ]
    room = _ROOM.get(page, page)
    return [
        Item(
            names[entry],
            url_for(f"ui.{entry}"),
            entry == room,
            sum(findings.open_kinds().values()) if entry == "findings" else 0,
        )
        for entry in _open(_MONEY_FIRST if current_user.role == FINANCE else _STAFF)
    ]


def _open(entries: Iterable[str]) -> list[str]:
    """Those that the current person may see."""
    views: dict[str, Any] = current_app.view_functions
    return [one for one in entries if current_user.role in views[f"ui.{one}"].allowed_roles]
