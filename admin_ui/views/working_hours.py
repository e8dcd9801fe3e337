"""A tenant's working hours: seen as a week and a year, changed after it is said what follows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from esl.flows.named import Said, hours_of
from esl.working_hours import calendar_year, service, week
from seatyard import clock
from seatyard.calendar import holiday_of, swaps_known
from seatyard.errors import Conflict, InvalidInput, SeatyardError
from seatyard.identity.permissions import HOME, SETUP_CHANGE
from seatyard.identity.roles import may
from seatyard.sentence import sentence
from seatyard.sentence import told as told_of
from tenants.models import Tenant

from ..i18n import language
from ..said import told

USUAL: Said = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN"}
"""What new hours begin with."""
NAME = re.compile(r"\w([\w -]{0,38}\w)?\Z")
NAME_ALLOWED = sentence("a name of up to 40 letters, digits, blanks, - and _")


@may(HOME)
def working_hours(tenant: Tenant) -> str:
    return _list(tenant)


@may(HOME)
def working_hours_of(tenant: Tenant, hours_name: str) -> str:
    return _one(tenant, hours_name)


@may(SETUP_CHANGE)
def propose_working_hours(tenant: Tenant) -> ResponseReturnValue:
    """What a form asks for, with what follows from it; changed by the yes alone."""
    name = request.form.get("name", "").strip()
    was = hours_of(tenant.policies).get(name)
    try:
        said = _wished(name, was)
        preview = service.preview(tenant, name, said)
    except SeatyardError as error:
        if was is None or request.form.get("kind") == "new":
            return _list(tenant, problem=told(error)), error.status
        return _one(tenant, name, problem=told(error)), error.status
    return render_template(
        "working_hours_proposal.html",
        tenant=tenant,
        name=name,
        was=was,
        was_rows=week.rows(was["when"]) if was else [""] * 7,
        said=said,
        rows=week.rows(said["when"]),
        preview=preview,
        wish=json.dumps({"said": said, "was": was or {}}),
    )


@may(SETUP_CHANGE)
def change_working_hours(tenant: Tenant) -> ResponseReturnValue:
    """The yes."""
    name = request.form.get("name", "")
    try:
        wish = json.loads(request.form.get("wish", ""))
        brought = service.put(tenant, name, wish["said"], wish["was"])
    except SeatyardError as error:
        return _list(tenant, problem=told(error)), error.status
    except (ValueError, KeyError, TypeError):
        raise InvalidInput("needs what was proposed", where="wish") from None
    address = url_for(
        "ui.working_hours_of", tenant=tenant.name, hours_name=name, generation=brought.generation
    )
    return redirect(address)


@may(SETUP_CHANGE)
def remove_working_hours(tenant: Tenant, hours_name: str) -> ResponseReturnValue:
    try:
        service.remove(tenant, hours_name)
    except SeatyardError as error:
        return _list(tenant, problem=told(error)), error.status
    return redirect(url_for("ui.working_hours", tenant=tenant.name))


def _wished(name: str, was: Said | None) -> dict[str, Any]:
    """The hours as the form that was sent would have them: new ones, another week, or a day of one's own."""
    kind, form = request.form.get("kind", ""), request.form
    if kind == "new":
        if was is not None:
            raise Conflict(sentence("there are working hours %(name)s already", name=name))
        if not NAME.match(name):
            raise InvalidInput(
                sentence("cannot read %(text)r", text=name), where="name", allowed=NAME_ALLOWED
            )
        return dict(USUAL)
    said = dict(was or USUAL)
    if kind == "week":
        rows = [form.get(f"day{day}", "") for day in range(7)]
        said = {"when": _read(rows), "days": said.get("days", {})}
        return said | ({"holidays": "CN"} if form.get("holidays") else {})
    days = dict(said.get("days", {}))
    if kind == "remove-day":
        days.pop(form.get("day", ""), None)
        return said | {"days": days}
    return said | {"days": days | {form.get("day", ""): _own_day(form)}}


def _own_day(form: Mapping[str, str]) -> dict[str, str]:
    hours, reason = form.get("hours", "").strip(), form.get("reason", "").strip()[:100]
    try:
        line = ", ".join(week.read_line(hours)) or "closed"
    except ValueError as error:
        raise InvalidInput(told_of(error), where="hours", allowed=week.ALLOWED) from None
    return {"hours": line} | ({"reason": reason} if reason else {})


def _read(rows: list[str]) -> str:
    try:
        return week.when(rows)
    except ValueError as error:
        raise InvalidInput(told_of(error), where="week", allowed=week.ALLOWED) from None


def _list(tenant: Tenant, problem: str = "") -> str:
    year = _today(tenant).year
    return render_template(
        "working_hours.html",
        tenant=tenant,
        listing=service.listing(tenant),
        unknown=[one for one in (year, year + 1) if not swaps_known(one)],
        problem=problem,
    )


def _one(tenant: Tenant, name: str, problem: str = "") -> str:
    of = service.find(tenant, name)
    today = _today(tenant)
    year = request.args.get("year", today.year, int)
    return render_template(
        "working_hours_of.html",
        tenant=tenant,
        of=of,
        rows=week.rows(of.said["when"]),
        today=today,
        year=year,
        months=calendar_year.months(service.year(of, year)),
        announced=swaps_known(year),
        holiday_of=lambda day: holiday_of(day, language() == "zh"),
        problem=problem,
    )


def _today(tenant: Tenant) -> date:
    return clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
