"""What each role may do: the one table. Routes, tokens and pages ask for a permission, never for a role.

A permission of a tenant's thing holds for every tenant in the hands of the operator's people, and for their
own tenant alone in the hands of a tenant's: ``admin_ui/scope.py`` sees to that.
"""

from __future__ import annotations

OPERATOR, SUPPORT, FINANCE, READER = "operator", "support", "finance", "reader"
"""The operator's people: its admins, who help tenants, who handle the money, who only look."""
STAFF = (OPERATOR, SUPPORT, FINANCE, READER)

TENANT, SUPERVISOR, QUALITY = "tenant", "supervisor", "quality"
"""A tenant's people: its admins, who lead seats, who listen to recordings."""
TENANT_STAFF = (TENANT, SUPERVISOR, QUALITY)

SEAT = "seat"
"""Who takes calls: sees what is its own seat's."""
OF_TENANTS = (*TENANT_STAFF, SEAT)
ROLES = (*STAFF, *OF_TENANTS)

# Everybody's
ACCOUNT = "account"
"""Their own login, language, sessions; and the guides, which are of pages."""

# A seat's
SEAT_OWN = "seat.own"
"""Its own page: its calls, its state and time."""

# People
PEOPLE = "people"
"""The operator's people: invite, lock, end sessions."""
PEOPLE_OF_TENANT = "people.of-tenant"
"""Likewise a tenant's."""
STAND_IN = "stand-in"
"""Acting as a tenant's admin, with a reason and for a time."""

# The operator's house
NODES, NODES_MEND = "nodes", "nodes.mend"
"""Looking at switches and carriers; and putting drift right."""
NODES_MOVE = "nodes.move"
"""Where tenants are at home: draining nodes, moving tenants, failing over."""
TRUNKS_CHANGE = "trunks.change"
"""Carriers: add, change, let rest."""
NUMBERS, NUMBERS_CHANGE = "numbers", "numbers.change"
"""The pool of numbers."""
REQUESTS_WORK = "requests.work"
"""Doing, or refusing, what tenants asked for."""
TENANTS, CALLS_OF_ALL = "tenants", "calls.of-all"
OUTAGES, OUTAGES_JUDGE = "outages", "outages.judge"
TENANTS_ONBOARD = "tenants.onboard"
"""Making tenants, and trying out whether their numbers take calls."""
TENANT_END = "tenants.end"
"""Legal holds, and a tenant's deletion after its contract's end."""
FINDINGS, FINDINGS_WORK = "findings", "findings.work"
QUOTES = "quotes"

AUDIT = "audit"
"""The trail of all: who did and saw what."""

# Money
MONEY = "money"
"""All tenants' invoices, drafts, payments, arrears."""
MONEY_MOVE = "money.move"
"""Refunds, write-offs, and approving drafts: what nobody else corrects."""
MONEY_WORK = "money.work"
"""Bank lines, credit notes, dunning by a person's word."""
DUTIES_WORK = "duties.work"

# A tenant's things
HOME = "home"
"""Its own page, its seats and their time, its reports."""
REPORTS_SEND = "reports.send"
"""Saying who gets which report by e-mail."""
SETUP_CHANGE = "setup.change"
"""Its seats, their passwords, its queues and working hours."""
SERVICE = "service"
"""What it was promised: outages, ledger, invoices."""
CALLS, CALLS_PLACE = "calls", "calls.place"
"""Looking at calls; and letting seats' phones dial, supervisors listen, conferences be led."""
BOARD = "board"
"""Its live board: who waits, talks and is ready at this moment."""
WEBHOOKS = "webhooks"
"""What the tenant's own systems were told, and telling it again."""
PROMPTS, PROMPTS_CHANGE = "prompts", "prompts.change"
FLOWS, FLOWS_CHANGE = "flows", "flows.change"
"""Looking at flows and trying them; drawing and publishing."""
RECORDINGS, RECORDINGS_KEEP = "recordings", "recordings.keep"
"""Listening; and marking or removing messages."""
REQUESTS_ASK = "requests.ask"
"""Asking the operator for seats, numbers, changes."""
DATA = "data"
"""All its data, in one file."""
AUDIT_OWN = "audit.own"
"""The trail of what concerns it."""

_DESK = (OPERATOR, SUPPORT)
_LEADERS = (TENANT, SUPERVISOR)
_OVERSEERS = (OPERATOR, READER)

GRANTED: dict[str, tuple[str, ...]] = {
    ACCOUNT: ROLES,
    SEAT_OWN: (SEAT,),
    PEOPLE: (OPERATOR,),
    PEOPLE_OF_TENANT: (*_DESK, TENANT),
    STAND_IN: _DESK,
    NODES: (OPERATOR, SUPPORT, READER),
    NODES_MEND: _DESK,
    NODES_MOVE: (OPERATOR,),
    TRUNKS_CHANGE: (OPERATOR,),
    NUMBERS: STAFF,
    NUMBERS_CHANGE: _DESK,
    REQUESTS_WORK: _DESK,
    TENANTS: STAFF,
    CALLS_OF_ALL: STAFF,
    TENANTS_ONBOARD: (OPERATOR,),
    TENANT_END: (OPERATOR,),
    OUTAGES: STAFF,
    OUTAGES_JUDGE: _DESK,
    FINDINGS: STAFF,
    FINDINGS_WORK: (*_DESK, FINANCE),
    QUOTES: STAFF,
    AUDIT: _OVERSEERS,
    MONEY: STAFF,
    MONEY_MOVE: (FINANCE,),
    MONEY_WORK: (OPERATOR, FINANCE),
    DUTIES_WORK: (*_DESK, FINANCE),
    HOME: (*STAFF, *TENANT_STAFF),
    REPORTS_SEND: (*_DESK, TENANT),
    SETUP_CHANGE: (OPERATOR, TENANT),
    SERVICE: (*STAFF, TENANT),
    CALLS: (*STAFF, *TENANT_STAFF),
    CALLS_PLACE: _LEADERS,
    BOARD: _LEADERS,
    WEBHOOKS: (*_DESK, TENANT),
    PROMPTS: (*STAFF, *_LEADERS),
    PROMPTS_CHANGE: (*_DESK, TENANT),
    FLOWS: (*STAFF, *_LEADERS),
    FLOWS_CHANGE: (*_DESK, TENANT),
    RECORDINGS: (*_DESK, *TENANT_STAFF),
    RECORDINGS_KEEP: _LEADERS,
    REQUESTS_ASK: (*_DESK, TENANT),
    DATA: (OPERATOR, TENANT),
    AUDIT_OWN: (*_OVERSEERS, TENANT),
}
"""Who may, by permission."""

MAY_GIVE: dict[str, tuple[str, ...]] = {OPERATOR: ROLES, SUPPORT: OF_TENANTS, TENANT: OF_TENANTS}
"""Which roles a person may give to others, and about whose people something may be done."""


def may(role: str, permission: str) -> bool:
    return role in GRANTED[permission]


def of_role(role: str) -> list[str]:
    """What somebody of this role may do, in the order of the table; their own login is not for tokens."""
    return [name for name, roles in GRANTED.items() if role in roles and name != ACCOUNT]


OF_PROGRAMS = frozenset(of_role(TENANT))
"""What a tenant's own programs may be let do: what its admins may."""
