"""What is due to tenants by which day; and a tenant's own requests."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import HOME, REQUESTS_ASK, REQUESTS_WORK, TENANTS
from seatyard.identity.roles import may
from seatyard.paging import sliced
from tenants.models import Tenant
from tenants.requests import listing, service
from tenants.requests.coming import coming
from tenants.requests.kinds import KINDS
from tenants.requests.models import DONE, OPEN, STATES

from ..said import said
from ..waiting import waiting

DECIDED = tuple(state for state in STATES if state != OPEN)


@may(TENANTS)
def requests() -> str:
    return _all()


@may(REQUESTS_WORK)
def request_done(request_id: int) -> ResponseReturnValue:
    try:
        service.done(request_id, by=current_user.login, note=request.form.get("note", ""))
    except SeatyardError as error:
        return _all(said(error)), error.status
    return redirect(url_for("ui.requests"))


@may(REQUESTS_WORK)
def refuse_request(request_id: int) -> ResponseReturnValue:
    try:
        service.refuse(request_id, by=current_user.login, reason=request.form.get("note", ""))
    except SeatyardError as error:
        return _all(said(error)), error.status
    return redirect(url_for("ui.requests"))


@may(HOME)
def tenant_requests(tenant: Tenant) -> str:
    return _own(tenant)


@may(REQUESTS_ASK)
def ask_request(tenant: Tenant) -> ResponseReturnValue:
    form = request.form
    try:
        service.ask(
            tenant.name, form.get("kind", ""), form.get("wants", ""), by=current_user.login, on=_day("on")
        )
    except SeatyardError as error:
        return _own(tenant, said(error)), error.status
    return redirect(url_for("ui.tenant_requests", tenant=tenant.name))


@may(REQUESTS_ASK)
def withdraw_request(tenant: Tenant, request_id: int) -> ResponseReturnValue:
    try:
        service.withdraw(tenant.id, request_id, by=current_user.login)
    except SeatyardError as error:
        return _own(tenant, said(error)), error.status
    return redirect(url_for("ui.tenant_requests", tenant=tenant.name))


def _all(problem: str = "") -> str:
    state, number = request.args.get("state", OPEN), request.args.get("page", 1, int)
    if state in DECIDED:
        page = listing.listing(state, number)
        return render_template("requests_decided.html", page=page, state=state, states=DECIDED)
    rows = waiting()
    return render_template(
        "requests.html",
        page=sliced(rows, number),
        late=sum(one.late for one in rows),
        coming=coming(),
        done=DONE,
        problem=problem,
    )


def _own(tenant: Tenant, problem: str = "") -> str:
    return render_template(
        "tenant_requests.html",
        tenant=tenant,
        part=listing.of_tenant(tenant.id, request.args.get("after", "")),
        kinds=[(kind, *service.first_day(tenant, kind)) for kind in KINDS],
        problem=problem,
        given=request.form,
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput("not a day", where=field, allowed="2026-04-01") from None
