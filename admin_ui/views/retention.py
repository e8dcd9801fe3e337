"""How long a tenant's recordings are kept, what goes when, and another time asked for."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.contract_words.kept import kept
from billing.lifecycle.jobs import KEPT as EXPORTS_KEPT
from esl.recordings import change, standing
from esl.recordings.forecast import DAYS, today_of
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import RECORDINGS, REQUESTS_ASK
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..said import said

UNITS = ("day", "month", "year")


@may(RECORDINGS)
def retention(tenant: Tenant) -> ResponseReturnValue:
    """With ``count`` and ``unit`` in the address: what would follow from keeping them for so long."""
    wanted = _wanted(request.args)
    try:
        effect = change.effect(tenant, wanted) if wanted else None
    except SeatyardError as error:
        return _page(tenant, problem=said(error)), error.status
    return _page(tenant, effect)


@may(REQUESTS_ASK)
def ask_retention(tenant: Tenant) -> ResponseReturnValue:
    try:
        change.ask(tenant, _wanted(request.form), by=current_user.login)
    except SeatyardError as error:
        return _page(tenant, problem=said(error)), error.status
    return redirect(url_for("ui.tenant_requests", tenant=tenant.name))


def _page(tenant: Tenant, effect: change.Effect | None = None, problem: str = "") -> str:
    return render_template(
        "retention.html",
        tenant=tenant,
        now=standing.standing(tenant),
        room=None if current_user.of_tenant else standing.room(),
        contract=kept(tenant, today_of(tenant)),
        ahead=DAYS,
        units=UNITS,
        exports_kept=EXPORTS_KEPT.days,
        effect=effect,
        problem=problem,
    )


def _wanted(given: dict[str, str]) -> str:
    """``3 month`` of the two fields; empty where nothing is asked."""
    count = given.get("count", "").strip()
    return f"{count} {given.get('unit', '')}" if count else ""
