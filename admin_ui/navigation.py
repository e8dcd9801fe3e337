"""What each role finds in the rail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from seatyard import findings
from seatyard.identity.permissions import FINANCE, SEAT_OWN
from tenants import directory

_STAFF = {
    "today": ("overview", "requests", "findings", "outages", "duties"),
    "leases": ("tenants", "onboarding", "quote", "comparison"),
    "telephone": ("calls", "numbers", "nodes", "carriers"),
    "money": ("months", "drafts", "invoices", "owed", "dunning", "bank"),
    "house": ("people", "trail"),
}
"""Groups of entries, by what one is about to do. Finance finds the money first."""
_OWN = {
    "today": ("tenant", "board", "tenant_status", "tenant_requests"),
    "telephone": (
        "tenant_calls",
        "reports",
        "call_backs",
        "tenant_seats",
        "queues",
        "flows",
        "working_hours",
        "recordings",
        "prompts",
    ),
    "money": ("month_so_far", "tenant_invoices", "ledger", "tenant_contract"),
    "house": ("tenant_people", "tenant_data", "tenant_trail"),
}
_TABS = (*(one for pages in _OWN.values() for one in pages), "tenant_end", "stand_in")
"""What the operator's people find on each page of a tenant's, beside their own rail."""
_MONTHLY = ("months", "drafts", "invoices", "duties", "bank")
"""What shows a month: the rail leads there in the month that one is in."""
_ICONS = {
    "overview": "layout-dashboard",
    "findings": "alert-triangle",
    "outages": "plug-connected-x",
    "duties": "checklist",
    "requests": "clipboard-list",
    "tenant_requests": "clipboard-list",
    "numbers": "hash",
    "carriers": "building-broadcast-tower",
    "tenants": "building",
    "onboarding": "rocket",
    "quote": "calculator",
    "comparison": "scale",
    "calls": "phone",
    "nodes": "server",
    "months": "calendar-month",
    "drafts": "file-description",
    "invoices": "file-invoice",
    "owed": "coins",
    "dunning": "mail",
    "bank": "building-bank",
    "people": "users",
    "trail": "history",
    "tenant": "layout-dashboard",
    "board": "activity",
    "tenant_status": "heart-rate-monitor",
    "tenant_seats": "headset",
    "queues": "users-group",
    "tenant_calls": "phone",
    "reports": "chart-bar",
    "call_backs": "phone-outgoing",
    "recordings": "record-mail",
    "prompts": "volume",
    "month_so_far": "calendar-month",
    "flows": "sitemap",
    "tenant_invoices": "file-invoice",
    "ledger": "notebook",
    "tenant_contract": "file-text",
    "tenant_people": "users",
    "tenant_data": "database",
    "tenant_trail": "history",
    "tenant_end": "shield-lock",
    "stand_in": "user-shield",
    "working_hours": "clock",
    "me": "headset",
}
"""Of static/vendor/tabler-icons."""
_ROOM = (
    {
        "tenant": "tenants",
        "tenant_status": "tenants",
        "tenant_requests": "tenants",
        "ask_request": "tenants",
        "withdraw_request": "tenants",
        "call": "calls",
        "tenant_calls": "calls",
        "call_backs": "calls",
        "finding": "findings",
        "prompts": "tenants",
        "flows": "tenants",
        "flow": "tenants",
        "begin_flow": "tenants",
        "seat": "tenants",
        "tenant_seats": "tenants",
        "propose_seats": "tenants",
        "change_seats": "tenants",
        "renew_passwords": "tenants",
        "seat_time": "tenants",
        "stand_in": "tenants",
        "begin_standing_in": "tenants",
        "tenant_people": "tenants",
        "invite_tenant_person": "tenants",
        "change_tenant_person": "tenants",
        "invite_person": "people",
        "change_person": "people",
    }
    | dict.fromkeys(("onboarding_step", "answer_onboarding_step"), "onboarding")
    | dict.fromkeys(("begin_onboarding", "upload_onboarding"), "onboarding")
    | dict.fromkeys(("make_onboarding", "tenant_live", "call_tenant"), "onboarding")
    | {"ledger": "owed", "money": "owed", "tenant_dunning": "dunning", "draft": "drafts"}
    | {"bank_line": "bank", "tenant_trail": "tenants"}
    | dict.fromkeys(("own_duty", "do_duty"), "duties")
    | dict.fromkeys(("request_done", "refuse_request"), "requests")
    | dict.fromkeys(("number", "import_numbers", "change_number"), "numbers")
    | dict.fromkeys(("carrier", "new_carrier", "change_carrier"), "carriers")
    | dict.fromkeys(("outage", "outage_plans", "plan_outage", "withdraw_plan"), "outages")
    | dict.fromkeys(("invoice", "line", "tenant_invoices"), "invoices")
    | dict.fromkeys(
        ("credit", "give_credit", "credit_note", "credit_notes", "tenant_credit_notes"), "invoices"
    )
    | dict.fromkeys(("recordings", "recording", "deletions", "retention", "ask_retention"), "tenants")
    | dict.fromkeys(("reports", "report", "subscribe"), "tenants")
    | dict.fromkeys(("queues", "queue", "new_queue", "propose_queue", "change_queue", "skills"), "tenants")
    | dict.fromkeys(("working_hours", "working_hours_of", "propose_working_hours"), "tenants")
    | dict.fromkeys(("change_working_hours", "remove_working_hours"), "tenants")
    | {"month_so_far": "months", "tenant_contract": "tenants"}
    | dict.fromkeys(("tenant_data", "tenant_end", "change_hold", "change_deletion"), "tenants")
)
"""Under which entry of the staff's rail a page lies."""
_OWN_ROOM = {
    "call": "tenant_calls",
    "supervise": "board",
    "seat": "tenant_seats",
    "seat_time": "tenant_seats",
    "propose_seats": "tenant_seats",
    "change_seats": "tenant_seats",
    "renew_passwords": "tenant_seats",
    "invoice": "tenant_invoices",
    "line": "tenant_invoices",
    "credit_note": "tenant_invoices",
    "tenant_credit_notes": "tenant_invoices",
    "tenant_dunning": "ledger",
    "ask_request": "tenant_requests",
    "withdraw_request": "tenant_requests",
    **dict.fromkeys(("flow", "begin_flow", "rename_flow", "remove_flow", "lead_number"), "flows"),
    **dict.fromkeys(("queue", "new_queue", "propose_queue", "change_queue", "skills"), "queues"),
    "recording": "recordings",
    "report": "reports",
    "subscribe": "reports",
    **dict.fromkeys(("deletions", "retention", "ask_retention"), "recordings"),
    "invite_tenant_person": "tenant_people",
    "change_tenant_person": "tenant_people",
    "begin_standing_in": "stand_in",
    "change_hold": "tenant_end",
    "change_deletion": "tenant_end",
    "money": "ledger",
    "credit": "tenant_invoices",
    "give_credit": "tenant_invoices",
    **dict.fromkeys(("working_hours_of", "propose_working_hours"), "working_hours"),
    **dict.fromkeys(("change_working_hours", "remove_working_hours"), "working_hours"),
}
"""Likewise of a tenant's own."""


_NAMES = {
    "overview": _("Today"),
    "requests": _("Requests"),
    "tenant_requests": _("Requests"),
    "numbers": _("Numbers"),
    "carriers": _("Carriers"),
    "tenants": _("Tenants"),
    "calls": _("Calls"),
    "onboarding": _("New tenant"),
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
    "board": _("Live board"),
    "tenant_status": _("Status"),
    "tenant_seats": _("Seats"),
    "queues": _("Queues"),
    "tenant_calls": _("Calls"),
    "reports": _("Reports"),
    "call_backs": _("Calls back"),
    "recordings": _("Recordings"),
    "working_hours": _("Working hours"),
    "prompts": _("Prompts"),
    "month_so_far": _("This month"),
    "flows": _("Flows"),
    "tenant_invoices": _("Invoices"),
    "owed": _("Owed"),
    "dunning": _("Dunning"),
    "bank": _("Bank"),
    "ledger": _("Ledger"),
    "tenant_contract": _("Contract"),
    "trail": _("Audit trail"),
    "tenant_trail": _("Audit trail"),
    "tenant_end": _("Legal hold and deletion"),
    "stand_in": _("Act as this tenant"),
}
_WORDS = {
    "today": _("Today"),
    "leases": _("Leases"),
    "telephone": _("Telephone"),
    "money": _("Finance"),
    "house": _("House"),
}


@dataclass(frozen=True)
class Item:
    name: str
    address: str
    icon: str
    here: bool
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Entries under a word; the word is empty where there is only one."""

    name: str
    items: list[Item]


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(navigation=navigation, tabs=tabs)


def navigation() -> list[Group]:
    """The current person's entries; the one that this page belongs to is marked."""
    page = (request.endpoint or "").removeprefix("ui.")
    if current_user.may(SEAT_OWN):
        return [Group("", [Item(str(_("My seat")), url_for("ui.me"), _ICONS["me"], page == "me")])]
    if current_user.of_tenant:
        own = directory.name_of(current_user.tenant_id)
        return _groups(_OWN, _OWN_ROOM.get(page, page), tenant=own)
    groups = _groups(_STAFF, _ROOM.get(page, page))
    if current_user.role == FINANCE:
        groups.sort(key=lambda group: group.name != str(_WORDS["money"]))
    return groups


def tabs() -> list[Item]:
    """For the operator's people on a page of a tenant's: that tenant's other rooms."""
    tenant = (request.view_args or {}).get("tenant")
    if tenant is None or current_user.of_tenant:
        return []
    page = (request.endpoint or "").removeprefix("ui.")
    room = _OWN_ROOM.get(page, page)
    return _items(_TABS, room, tenant=tenant.name)


def _groups(entries: dict[str, tuple[str, ...]], room: str, **values: Any) -> list[Group]:
    found = [Group(str(_WORDS[group]), _items(pages, room, **values)) for group, pages in entries.items()]
    return [group for group in found if group.items]


def _items(pages: Iterable[str], room: str, **values: Any) -> list[Item]:
    return [
        Item(
            str(_NAMES[one]),
            url_for(f"ui.{one}", **(values | _month(one))),
            _ICONS[one],
            one == room,
            _count(one),
        )
        for one in _open(pages)
    ]


def _month(entry: str) -> dict[str, str]:
    """The month of this page's address, for an entry that shows a month."""
    period = request.args.get("period", "")
    return {"period": period} if period and entry in _MONTHLY else {}


def _count(entry: str) -> int:
    """Of what waits there; 0 is not shown."""
    return sum(findings.open_kinds().values()) if entry == "findings" else 0


def _open(entries: Iterable[str]) -> list[str]:
    """Those that the current person may see."""
    views: dict[str, Any] = current_app.view_functions
    return [one for one in entries if current_user.role in views[f"ui.{one}"].allowed_roles]
