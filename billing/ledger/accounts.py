"""The chart of accounts, and which of them a line of an invoice belongs to.

A positive amount is a debit, a negative one a credit: what tenants owe and what the operator has are
positive, what was earned and what is owed to others negative.
"""

from __future__ import annotations

from enum import StrEnum

from ..engine import Line


class Account(StrEnum):
    RECEIVABLE = "receivable"
    """Owed by the tenant; below zero it has paid too much."""
    CASH = "cash"
    """Received."""
    DISPUTED = "disputed"
    """Received, and taken back by the payer's bank until it has decided."""
    DEPOSITS = "deposits"
    """Held for the tenant, never earned."""
    ADVANCES = "advances"
    """Asked for ahead of a month that is not settled yet."""
    TAX = "tax"
    """Owed to the tax office."""
    CREDITS = "credits"
    """Granted to the tenant for what it did not get: outages, missed figures, seats that came late."""
    LATE_FEES = "penalties.late_fees"
    ENDINGS = "penalties.endings"
    BREACHES = "penalties.breaches"
    """For what a party did not keep: bills paid late, an end before its time, other terms."""
    WRITTEN_OFF = "written_off"
    """Billed, and not expected any more."""
    RENT = "revenue.rent"
    LINES = "revenue.lines"
    CALLS = "revenue.calls"
    STAFF = "revenue.staff"
    ITEMS = "revenue.items"
    SHARES = "revenue.shares"
    SERVICES = "revenue.services"
    """Installation, numbers, servers, instalments of a system."""


OF_CLAUSE = {
    "seat_rent": Account.RENT,
    "line_rent": Account.LINES,
    "call_charges": Account.CALLS,
    "staff": Account.STAFF,
    "per_item": Account.ITEMS,
    "revenue_share": Account.SHARES,
    "one_off": Account.SERVICES,
    "recurring": Account.SERVICES,
    "instalments": Account.SERVICES,
    "outage_credit": Account.CREDITS,
    "force_majeure": Account.CREDITS,
    "uptime_sla": Account.CREDITS,
    "service_levels": Account.CREDITS,
    "late_activation": Account.CREDITS,
    "late_fee": Account.LATE_FEES,
    "termination": Account.ENDINGS,
    "breach": Account.BREACHES,
}
OF_ITEM = {
    "deposit": Account.DEPOSITS,
    "deposit_refund": Account.DEPOSITS,
    "advance": Account.ADVANCES,
    "advance_applied": Account.ADVANCES,
}
"""Of ``deposit_prepay``, whose lines are of several sorts."""


def account_of(line: Line) -> Account:
    """Where what the line charges or credits is booked."""
    return OF_ITEM[line.item] if line.clause == "deposit_prepay" else OF_CLAUSE[line.clause]
