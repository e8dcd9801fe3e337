"""A tenant's money moved by finance: given back, written off, expected after all; and that taken back."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.recorded import left, moves
from billing.recorded.money import TAKES_FROM
from billing.recorded.typed import decimal
from seatyard.db import snapshot
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import MONEY, MONEY_MOVE
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..said import said


@may(MONEY)
def money(tenant: Tenant) -> str:
    return _page(tenant)


@may(MONEY_MOVE)
def move_money(tenant: Tenant, kind: str) -> ResponseReturnValue:
    """Of what there is of this tenant's; all that was shown, or an amount of it."""
    form, name = request.form, tenant.name
    of, amount = form.get("of", ""), form.get("amount", "").strip()
    try:
        moves.move_of(
            name,
            kind,
            of,
            amount=decimal(amount, "amount") if amount else None,
            seen=decimal(form.get("seen", ""), "seen"),
            reason=form.get("reason", ""),
            by=current_user.login,
        )
    except SeatyardError as error:
        return _page(tenant, said(error)), error.status
    return redirect(url_for("ui.money", tenant=name))


@may(MONEY_MOVE)
def take_back_money(tenant: Tenant, fact: str) -> ResponseReturnValue:
    """A refund, a write-off or a recovery that was none."""
    try:
        moves.take_back(tenant.name, fact, reason=request.form.get("reason", ""), by=current_user.login)
    except SeatyardError as error:
        return _page(tenant, said(error)), error.status
    return redirect(url_for("ui.money", tenant=tenant.name))


def _page(tenant: Tenant, problem: str = "") -> str:
    with snapshot():
        there = left.of_tenant(tenant.name)
    kinds = {kind: [one for one in there if one.kind == kind] for kind in TAKES_FROM}
    return render_template(
        "money.html",
        tenant=tenant,
        kinds=kinds,
        moved=moves.moved(tenant.name),
        takes_from=TAKES_FROM,
        problem=problem,
    )
