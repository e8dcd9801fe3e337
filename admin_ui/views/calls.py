"""Calls: lists with filters, and one with its legs and the invoice line that charged it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request
from flask_login import current_user

from billing.invoices import charged
from esl.calls import service
from esl.calls.path import STATES, path
from esl.dropping.boundary import kept_from
from esl.recordings import service as recordings
from seatyard.app import settings_of
from seatyard.identity.permissions import CALLS, CALLS_OF_ALL, RECORDINGS
from seatyard.identity.roles import may
from seatyard.months import asked
from seatyard.replica import may_lag
from tenants import directory
from tenants.models import Tenant

from ..call_path import drawn, told
from ..looks import seen


@may(CALLS_OF_ALL)
@seen("calls")
@may_lag
def calls() -> str:
    found = service.calls(None, _filters(settings_of(current_app).timezone), after=_after())
    owners = directory.by_id([call.tenant_id for call in found.calls])
    return render_template("calls.html", found=found, owners=owners, kept_from=kept_from())


@may(CALLS)
@seen("calls")
@may_lag
def tenant_calls(tenant: Tenant) -> str:
    found = service.calls(tenant.id, _filters(tenant.timezone), after=_after())
    hears = current_user.may(RECORDINGS)
    return render_template(
        "calls.html",
        found=found,
        kept_from=kept_from(),
        owners={tenant.id: tenant},
        tenant=tenant,
        seats={seat.id: seat for seat in tenant.seats},
        queues={queue.id: queue for queue in tenant.queues},
        hears=hears,
        recorded=service.with_recording(tenant.id, found.calls) if hears else set(),
    )


@may(CALLS)
@seen("calls", "call_id")
def call(tenant: Tenant, call_id: str) -> str:
    found, legs = service.call(tenant.id, call_id)
    uuids = [leg.uuid for leg in legs]
    lanes = path(found, legs)
    return render_template(
        "call.html",
        tenant=tenant,
        call=found,
        legs=legs,
        paid={found.paid_uuid, *charged.legs_charged(tenant.id, uuids)},
        path=drawn(lanes),
        events=told(lanes),
        states=STATES,
        seats={seat.id: seat for seat in tenant.seats},
        queues={queue.id: queue for queue in tenant.queues},
        charges=charged.lines_charging(tenant.id, found.id, uuids),
        recordings=recordings.of_legs(tenant.id, legs) if current_user.may(RECORDINGS) else [],
    )


def _after() -> str:
    return request.args.get("after", "")


def _filters(zone: str) -> service.Filters:
    """The questions of the address; days are local ones, the last one included."""
    since = request.args.get("since", type=asked)
    until = request.args.get("until", type=asked)
    return service.Filters(
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
        direction=request.args.get("direction", ""),
        outcome=request.args.get("outcome", ""),
        number=request.args.get("number", "").strip(),
        seat_id=request.args.get("seat", type=int),
        queue_id=request.args.get("queue", type=int),
        recorded="recorded" in request.args and current_user.may(RECORDINGS),
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
