"""Outages: what they were by, whose fault, what is announced ahead; and a tenant's own status page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.availability import of_month
from billing.maintenance import calendar
from esl.nodes import directory as nodes
from esl.outages import classes, directory, plans, status
from esl.outages.models import Plan
from esl.outages.parts import CAUSES
from seatyard import clock, moments
from seatyard.app import settings_of
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import HOME, OUTAGES, OUTAGES_JUDGE
from seatyard.identity.roles import may
from seatyard.months import months_after
from seatyard.paging import sliced
from tenants import directory as tenants
from tenants.models import Tenant

from ..said import said


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
        return _outage(outage_id, problem=said(error)), error.status
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
        cause, ends_at = given.get("cause", ""), _moment("until")
        said_at = _moment("announced")
        scope: dict[str, Any] = {key: _names(key) for key in ("nodes", "tenants", "seats")}
        by = current_user.login
        if "look" in given:
            draft = plans.drafted(cause, starts_at, ends_at, by=by, announced_at=said_at, **scope)
            return _plans(draft=draft)
        reason = given.get("reason", "")
        plans.plan(cause, starts_at, ends_at, reason=reason, by=by, announced_at=said_at, **scope)
    except SeatyardError as error:
        return _plans(problem=said(error)), error.status
    return redirect(url_for("ui.outage_plans", month=f"{calendar.month_of(starts_at, _zone()):%Y-%m}"))


@may(OUTAGES_JUDGE)
def withdraw_plan(plan_id: int) -> ResponseReturnValue:
    try:
        plans.withdraw(plan_id, reason=request.form.get("reason", ""), by=current_user.login)
    except SeatyardError as error:
        return _plans(problem=said(error)), error.status
    return redirect(url_for("ui.outage_plans"))


@may(HOME)
def tenant_status(tenant: Tenant) -> str:
    found = status.of(tenant.id)
    month = of_month(tenant.id)
    return render_template("status.html", tenant=tenant, status=found, month=month, home=_home(tenant))


def _outage(outage_id: int, problem: str = "") -> str:
    found = directory.one(outage_id)
    words = classes.history([outage_id]).get(outage_id, [])
    known = [] if words else plans.over(found.starts_at, found.ends_at)
    shown = {"outage": found, "said": words, "plans": known, "names": plans.names(known), "causes": CAUSES}
    calls = directory.answered_in(found)
    return render_template("outage.html", problem=problem, given=request.form, calls=calls, **shown)


def _plans(problem: str = "", draft: Plan | None = None) -> str:
    """The month that the address names, or a draft's; without one, or with none that there is, this one."""
    zone, asked = _zone(), request.args
    first = calendar.month_of(draft.starts_at if draft is not None else clock.now(), zone)
    if draft is None and "month" in asked:
        first = _month(asked["month"]) or first
    found = calendar.month(first, zone, draft)
    uses = sliced(found.uses, asked.get("tenants", 1, int))
    page = plans.listing(asked.get("page", 1, int))
    return render_template(
        "plans.html",
        month=found,
        first=first,
        before=months_after(first, -1),
        after=months_after(first, 1),
        today=clock.now().astimezone(ZoneInfo(zone)).date(),
        uses=uses,
        tenants=tenants.by_id([one.allowance.tenant_id for one in uses.entries]),
        exceeded=sum(one.left < 0 for one in found.uses),
        draft=draft,
        page=page,
        names=plans.names([*page.entries, *found.plans]),
        now=clock.now(),
        problem=problem,
        given=request.form,
        day=asked.get("day", ""),
        nodes=sorted(nodes.names().values()),
        causes=plans.ALLOWED,
        zone=zone,
        called=calendar.called,
    )


def _month(period: str) -> date | None:
    try:
        return calendar.first_of(period)
    except SeatyardError:
        return None


def _home(tenant: Tenant) -> bool:
    return tenant.id in nodes.placements([tenant.id])


def _moment(field: str) -> datetime | None:
    text = request.form.get(field, "").strip()
    return moments.read(text, _zone(), field) if text else None


def _names(field: str) -> list[str]:
    return [name for text in request.form.getlist(field) for name in text.replace(",", " ").split()]


def _zone() -> str:
    return settings_of(current_app).timezone
