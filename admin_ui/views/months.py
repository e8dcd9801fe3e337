"""Months at a glance, for finance: where one stands, what was earned, what the one that runs will bring."""

from __future__ import annotations

from flask import render_template, request

from billing.ledger.revenue import revenue
from billing.outlook import service as outlook
from billing.owed import board
from seatyard.identity.models import FINANCE, OPERATOR
from seatyard.identity.roles import roles
from tenants import directory

from ..stacks import stacks

SHOWN = 10
"""Contracts of the month that runs, the largest."""


@roles(OPERATOR, FINANCE)
def months() -> str:
    known = board.months()
    period = request.args.get("period") or (known[0] if known else "")
    runs = outlook.running_month()
    rows = outlook.latest(runs)
    coming = rows[:SHOWN]
    return render_template(
        "months.html",
        period=period,
        board=board.board(period),
        before=max((month for month in known if month < period), default=""),
        after=min((month for month in known if month > period), default=""),
        earned=[(one, stacks(one)) for one in revenue(until=period or None)],
        runs=runs,
        so_far=outlook.together(rows),
        days=outlook.days(runs),
        coming=coming,
        owners=directory.by_id([row.tenant_id for row in coming]),
    )
