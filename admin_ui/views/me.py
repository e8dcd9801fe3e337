"""A seat's own page: its calls of the day, its state and time. Nothing of others."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from esl.calls import service as calls
from esl.models import AFTER_CALL, BUSY, READY
from esl.seat_time.listing import last_days
from esl.seat_time.states import STATES
from esl.seats import asking, listing
from seatyard import clock
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import SEAT_OWN
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Seat
from tenants.reasons import busy_reasons

from ..hour_line import hour_line
from ..i18n import language
from ..said import said as in_page


@may(SEAT_OWN)
def me() -> str:
    return _page()


@may(SEAT_OWN)
def say_state() -> ResponseReturnValue:
    """Ready, busy for a reason, or at work after a call."""
    seat = directory.own_seat(current_user.seat_id)
    reason = request.form.get("reason", type=int)
    state = request.form.get("state", "")
    try:
        said = asking.set_state(
            seat.tenant.name, seat.number, state, reason if state == BUSY else None, by=current_user.login
        )
    except SeatyardError as error:
        return _page(problem=in_page(error)), error.status
    return redirect(url_for("ui.me", later=1 if said.problem else None))


def _page(**more: Any) -> str:
    seat = directory.own_seat(current_user.seat_id)
    tenant = seat.tenant
    zone = ZoneInfo(tenant.timezone)
    codes = {code: names[language()] for code, names in sorted(busy_reasons(tenant.policies).items())}
    return render_template(
        "me.html",
        seat=seat,
        tenant=tenant,
        now=next(one for one in listing.of_tenant(tenant.name) if one.number == seat.number),
        found=_today(seat, zone),
        days=last_days(tenant, seat),
        reasons=codes,
        reason=lambda code: codes.get(code, str(code)),
        choices=(READY, BUSY, AFTER_CALL),
        states=STATES,
        line_of=partial(hour_line, zone=zone),
        **more,
    )


def _today(seat: Seat, zone: ZoneInfo) -> calls.Page:
    """Its calls since the local midnight, the newest page of them or the one asked for."""
    midnight = datetime.combine(clock.now().astimezone(zone).date(), time.min, zone)
    mine = calls.Filters(since=midnight, seat_id=seat.id)
    return calls.calls(seat.tenant_id, mine, after=request.args.get("after", ""))
