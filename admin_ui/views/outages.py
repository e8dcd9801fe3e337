"""Outages: what they were by, whose fault, what is announced ahead; and a tenant's own status page."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.availability import of_month
from esl.nodes import directory as nodes
from esl.outages import classes, directory, plans, status
from esl.outages.parts import CAUSES
from seatyard import clock, moments
from seatyard.app import settings_of
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import HOME, OUTAGES, OUTAGES_JUDGE
from seatyard.identity.roles import may
from tenants.models import Tenant


@may(OUTAGES)
def outages() -> str:
    page = directory.listing(request.args.get("page", 1, int))
    return render_template("outages.html", page=page)


@may(OUTAGES)
def outage(outage_id: int) -> str:
    return _outage(outage_id)


@may(OUTAGES_JUDGE)
def classify_outage(outage_id: int) -> ResponseReturnValue:
    given = request.form
    try:
        classes.classify(
            outage_id,
            given.get("cause", ""),
            reason=given.get("reason", ""),
            by=current_user.login,
            announced_at=_moment("announced"),
        )
    except SeatyardError as error:
        return _outage(outage_id, problem=str(error)), error.status
    return redirect(url_for("ui.outage", outage_id=outage_id))


@may(OUTAGES)
def outage_plans() -> str:
    return _plans()


@may(OUTAGES_JUDGE)
def plan_outage() -> ResponseReturnValue:
    """Nodes, tenants and seats are names between commas or blanks; none of them is everything."""
    given = request.form
    try:
        starts_at = _moment("from")
        if starts_at is None:
            raise moments.missing("from")
        plans.plan(
            given.get("cause", ""),
            starts_at,
            _moment("until"),
            reason=given.get("reason", ""),
            by=current_user.login,
            announced_at=_moment("announced"),
            **{key: _names(key) for key in ("nodes", "tenants", "seats")},
        )
    except SeatyardError as error:
        return _plans(problem=str(error)), error.status
    return redirect(url_for("ui.outage_plans"))


@may(OUTAGES_JUDGE)
def withdraw_plan(plan_id: int) -> ResponseReturnValue:
    try:
        plans.withdraw(plan_id, reason=request.form.get("reason", ""), by=current_user.login)
    except SeatyardError as error:
        return _plans(problem=str(error)), error.status
    return redirect(url_for("ui.outage_plans"))


@may(HOME)
def tenant_status(tenant: Tenant) -> str:
    found = status.of(tenant.id)
    month = of_month(tenant.id)
    return render_template("status.html", tenant=tenant, status=found, month=month, home=_home(tenant))


def _outage(outage_id: int, problem: str = "") -> str:
    found = directory.one(outage_id)
    said = classes.history([outage_id]).get(outage_id, [])
    known = [] if said else plans.over(found.starts_at, found.ends_at)
    shown = {"outage": found, "said": said, "plans": known, "names": plans.names(known), "causes": CAUSES}
    calls = directory.answered_in(found)
    return render_template("outage.html", problem=problem, given=request.form, calls=calls, **shown)


def _plans(problem: str = "") -> str:
    page = plans.listing(request.args.get("page", 1, int))
    names = plans.names(page.entries)
    shown = {"page": page, "names": names, "now": clock.now(), "problem": problem, "given": request.form}
    return render_template("plans.html", causes=plans.ALLOWED, zone=_zone(), **shown)


def _home(tenant: Tenant) -> bool:
    return tenant.id in nodes.placements([tenant.id])


def _moment(field: str) -> datetime | None:
    text = request.form.get(field, "").strip()
    return moments.read(text, _zone(), field) if text else None


def _names(field: str) -> list[str]:
    return request.form.get(field, "").replace(",", " ").split()


def _zone() -> str:
    return settings_of(current_app).timezone
