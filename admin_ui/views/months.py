"""Months at a glance, for finance: where one stands, what was earned, what the one that runs will bring."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, render_template, request

from billing.documents.journal_table import SHAPES
from billing.engine import Month
from billing.exports.forms import FORMS
from billing.ledger.journal import journal
from billing.ledger.revenue import revenue
from billing.outlook import service as outlook
from billing.outlook import so_far
from billing.owed import board
from seatyard.attached import attached
from seatyard.db import snapshot
from seatyard.identity.permissions import MONEY, SERVICE
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Tenant

from ..stacks import stacks

SHOWN = 10
"""Contracts of the month that runs, the largest."""


@may(MONEY)
def months() -> str:
    known = board.months()
    period = request.args.get("period") or (known[0] if known else "")
    standing = board.board(period)
    earned = [(one, stacks(one)) for one in revenue(until=period or None)]
    runs = outlook.running_month()
    coming = outlook.latest(runs, most=SHOWN)  # last: its rows are of the transaction that the page ends in
    return render_template(
        "months.html",
        period=period,
        board=standing,
        months=known,
        earned=earned,
        runs=runs,
        so_far=outlook.together(runs),
        days=outlook.days(runs),
        coming=coming,
        owners=directory.by_id([row.tenant_id for row in coming]),
        forms=list(SHAPES),
    )


@may(SERVICE)
def month_so_far(tenant: Tenant) -> str:
    """What the month that runs will come to for a tenant."""
    return render_template("month.html", tenant=tenant, month=so_far.of(tenant))


@may(MONEY)
def month_journal(period: str, form: str) -> Response:
    """What belongs to the month's books, as ``bill journal`` writes it."""
    month = Month.parse(period, ZoneInfo("UTC")).name
    with snapshot():
        content = SHAPES[form](journal(month))
    return attached(content, FORMS[form].mimetype, f"journal-{month}.{form}")
