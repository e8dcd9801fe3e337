"""Seats: what one may do, its telephones and supervisors; where the time of all went."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from flask import Response, render_template, request

from esl.nodes import directory as nodes
from esl.seat_time.documents import as_csv
from esl.seat_time.listing import MOST_DAYS, day_of, last_days, report
from esl.seat_time.states import STATES
from esl.seats.card import card
from seatyard import clock
from seatyard.attached import attached
from seatyard.identity.permissions import HOME
from seatyard.identity.roles import may
from seatyard.months import asked
from tenants import skill_map, switching
from tenants.models import Tenant
from tenants.reasons import busy_reasons

from ..hour_line import hour_line
from ..i18n import language
from ..seat_words import switched_off


@may(HOME)
def seat(tenant: Tenant, seat_number: str) -> str:
    found = card(tenant, seat_number)
    return render_template(
        "seat.html",
        tenant=tenant,
        card=found,
        days=last_days(tenant, found.seat),
        skills=skill_map.names(tenant),
        follows=switched_off(switching.consequences(tenant, [found.seat])),
        placement=nodes.placements([tenant.id]).get(tenant.id),
        wanted=request.args.get("generation", 0, int),
        **_drawn(tenant),
    )


@may(HOME)
def seat_time(tenant: Tenant) -> str:
    """A day of all seats, today by default."""
    today = _today(tenant)
    chosen = min(request.args.get("day", today, asked), today)
    return render_template(
        "seat_time.html",
        tenant=tenant,
        chosen=chosen,
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1) if chosen < today else None,
        page=day_of(tenant, chosen, request.args.get("page", 1, int)),
        **_drawn(tenant),
    )


@may(HOME)
def seat_time_file(tenant: Tenant) -> Response:
    """Some days of all seats, the last one included; of the month so far by default."""
    until = min(request.args.get("until", _today(tenant), asked), _today(tenant))
    since = min(request.args.get("since", until.replace(day=1), asked), until)
    since = max(since, until - timedelta(days=MOST_DAYS - 1))
    found = report(tenant.name, _midnight(since), _midnight(until + timedelta(days=1)))
    return attached(as_csv(found), "text/csv", f"{tenant.name}-seat-time-{since}-{until}.csv")


def _drawn(tenant: Tenant) -> dict[str, object]:
    """What the hour lines need."""
    codes = busy_reasons(tenant.policies)
    return {
        "states": STATES,
        "line_of": partial(hour_line, zone=ZoneInfo(tenant.timezone)),
        "reason": lambda code: codes.get(code, {}).get(language(), str(code)),
    }


def _midnight(day: date) -> datetime:
    """In the tenant's zone, which whoever is asked knows."""
    return datetime.combine(day, time.min)


def _today(tenant: Tenant) -> date:
    return clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
