"""``/api/v1``: a tenant's board at this moment. Who is let into a talk, and how, is ``esl.seats.api``'s."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema
from seatyard.identity.permissions import BOARD
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..seat_time.states import NOT_LEASED, STATES, UNKNOWN
from . import service
from .faces import MENU, WAITING

blueprint = Blueprint("board", __name__, description="Queues, seats and calls as they are at this moment.")
_SHOWN = [state for state in STATES if state not in (NOT_LEASED, UNKNOWN)]


class QueueNowSchema(Schema):
    name = fields.String(required=True)
    waiting = fields.Integer(required=True)
    longest_since = Moment(allow_none=True, metadata={"description": "Since when who waits longest waits."})
    offered = fields.Integer(
        required=True, metadata={"description": "Callers of today who do not wait any more."}
    )
    answered = fields.Integer(required=True)
    in_time = fields.Integer(required=True, metadata={"description": "Answered within 20 seconds."})
    abandoned = fields.Integer(required=True)
    ready = fields.Integer(required=True, metadata={"description": "Seats of it that are ready."})
    talking = fields.Integer(required=True)
    seats = fields.Integer(required=True)


class CallNowSchema(Schema):
    leg = fields.String(required=True, metadata={"description": "The seat's, by which the call is named."})
    party = fields.String(required=True, metadata={"description": "The other side's number."})
    outward = fields.Boolean(required=True, metadata={"description": "Whether the seat dialled."})
    queue = fields.String(allow_none=True)
    did = fields.String(required=True)
    began_at = Moment(required=True)
    supervises = fields.Boolean(required=True)
    waits = fields.Boolean(
        required=True, metadata={"description": "A queue rings the seat: its caller waits, and is listed so."}
    )


class SeatNowSchema(Schema):
    number = fields.String(required=True)
    name = fields.String(required=True)
    supervisor = fields.Boolean(required=True)
    state = fields.String(required=True, validate=validate.OneOf(_SHOWN))
    reason = fields.Integer(allow_none=True, metadata={"description": "Of busy: its code."})
    since = Moment(allow_none=True)
    until = Moment(allow_none=True)
    queues = fields.List(fields.String(), required=True)
    call = fields.Nested(CallNowSchema, allow_none=True)


class CallerNowSchema(Schema):
    state = fields.String(required=True, validate=validate.OneOf((MENU, WAITING)))
    party = fields.String(required=True)
    queue = fields.String(allow_none=True)
    did = fields.String(required=True)
    since = Moment(required=True)


class LiveBoardSchema(Schema):
    at = Moment(required=True)
    live = fields.Boolean(
        required=True, metadata={"description": "Whether all of it is so now: else ask again in a second."}
    )
    written_at = Moment(allow_none=True)
    queues = fields.List(fields.Nested(QueueNowSchema), required=True)
    seats = fields.List(fields.Nested(SeatNowSchema), required=True)
    callers = fields.List(fields.Nested(CallerNowSchema), required=True)


@blueprint.route("/tenants/<tenant>/board")
@asks(BOARD)
@blueprint.response(200, LiveBoardSchema)
def board(tenant: Tenant) -> dict[str, Any]:
    """Who waits, talks and is ready now, with the day of each queue so far"""
    now = service.now(tenant.id)
    names = {key: one["name"] for key, one in now.queues.items()}
    return {
        "at": now.at,
        "live": now.live,
        "written_at": now.written_at,
        "queues": [one | {"longest_since": _moment(one["since"])} for one in now.queues.values()],
        "seats": [_seat(one, names) for one in now.seats.values()],
        "callers": [_queued(one, names) | {"since": _moment(one["since"])} for one in now.callers.values()],
    }


def _seat(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    call = one.get("call")
    return one | {
        "since": _moment(one["since"]),
        "until": _moment(one.get("until")),
        "queues": [names[str(id)] for id in one["queues"] if str(id) in names],
        "call": call and _queued(call, names) | {"began_at": _moment(call["began"])},
    }


def _queued(one: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return one | {"queue": names.get(str(one["queue"]))}


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
