"""``/api/v1``: a seat's own: its state, its calls, its time. For the token of the seat's person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields, validate

from seatyard import clock
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of
from seatyard.identity.permissions import SEAT_OWN
from seatyard.paging import Part
from tenants import directory
from tenants.models import Seat
from tenants.tokens.door import asking, asks

from ..calls import service as calls
from ..calls.api import CallSchema
from ..models import AFTER_CALL, BUSY, READY, Conversation
from ..seat_time import documents
from ..seat_time.api import SeatDaySchema
from ..seat_time.listing import part_of
from . import asking as asked
from . import listing
from .api import StateSchema

blueprint = Blueprint("own_seat", __name__, description="A seat's own.")
DAYS = 7


class OwnSeatSchema(Schema):
    tenant = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    now = fields.Nested(StateSchema, required=True)


class OwnCallsArgs(PageArgs):
    since = Moment(load_default=None, metadata={"description": "Began then or later."})


class SayStateArgs(Schema):
    state = fields.String(required=True, validate=validate.OneOf((READY, BUSY, AFTER_CALL)))
    reason = fields.Integer(load_default=None, metadata={"description": "Of busy: its code."})


class SaidSchema(Schema):
    state = fields.String(required=True)
    reason = fields.Integer(allow_none=True)
    since = Moment(required=True)
    problem = fields.String(
        required=True, metadata={"description": "Why the node does not have it yet; it will be told."}
    )


@blueprint.route("/me")
@asks(SEAT_OWN)
@blueprint.response(200, OwnSeatSchema)
def me() -> dict[str, Any]:
    """The seat, and the state that it is in"""
    seat = _seat()
    now = next(one for one in listing.of_tenant(seat.tenant.name) if one.number == seat.number)
    return {"tenant": seat.tenant.name, "number": seat.number, "name": seat.name, "now": now}


@blueprint.route("/me/state", methods=["POST"])
@asks(SEAT_OWN, changes=True)
@blueprint.arguments(SayStateArgs)
@blueprint.response(200, SaidSchema)
def say_state(args: dict[str, Any]) -> asked.Outcome:
    """Be ready, busy for a reason, or at work after a call"""
    seat, state = _seat(), args["state"]
    reason = args["reason"] if state == BUSY else None
    return asked.set_state(seat.tenant.name, seat.number, state, reason, by=asking().by)


@blueprint.route("/me/calls")
@asks(SEAT_OWN)
@blueprint.arguments(OwnCallsArgs, location="query")
@blueprint.response(200, page_of(CallSchema))
def my_calls(args: dict[str, Any]) -> Part[Conversation]:
    """Its calls, the newest first"""
    seat = _seat()
    mine = calls.Filters(since=args.pop("since"), seat_id=seat.id)
    found = calls.calls(seat.tenant_id, mine, **args)
    return Part(found.calls, found.after)


@blueprint.route("/me/days")
@asks(SEAT_OWN)
@blueprint.response(200, list_of(SeatDaySchema))
def my_days() -> dict[str, Any]:
    """Where the time of its last seven days went"""
    seat = _seat()
    today = clock.now().astimezone(ZoneInfo(seat.tenant.timezone)).date()
    found, _ = part_of(seat.tenant, today - timedelta(days=DAYS - 1), today, seat.number)
    return {"items": [day for one in found.seats for day in documents.of_seat(one, found, False)["days"]]}


def _seat() -> Seat:
    return directory.own_seat(asking().seat_id)
