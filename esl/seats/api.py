"""``/api/v1``: seats, where their time went, and a supervisor let into a talk."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import CALLS_PLACE, HOME
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from ..models import API, STAR_CODE
from . import listing, supervising, supervisions
from .card import card
from .notes import STATES

blueprint = Blueprint("seats", __name__, description="Seats, their states, supervisors in their talks.")


class StateSchema(Schema):
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.Integer(allow_none=True, metadata={"description": "Of busy: its code."})
    reason_name = fields.String()
    since = Moment(allow_none=True)
    until = Moment(allow_none=True)


class SeatSchema(Schema):
    number = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    active = fields.Boolean(required=True, metadata={"description": "Whether the switch knows it."})
    off_since = Moment(allow_none=True, metadata={"description": "Of one that is switched off."})
    phone = fields.String(allow_none=True, metadata={"description": "The telephone it is bound to, E.164."})
    devices = fields.Integer(required=True)
    supervisor = fields.Boolean(required=True)
    skills = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "Level by name."},
    )
    now = fields.Nested(StateSchema, allow_none=True, metadata={"description": "None of one not active."})


class FunctionSchema(Schema):
    name = fields.String(required=True)
    allowed = fields.Boolean(required=True)
    keys = fields.List(fields.String(), required=True)


class SeatCardSchema(SeatSchema):
    functions = fields.List(fields.Nested(FunctionSchema), required=True)


class AskedSchema(Schema):
    kind = fields.String(required=True, metadata={"example": "listen"})
    target = fields.String(required=True, metadata={"example": "1002"})


class AskSchema(AskedSchema):
    call = fields.String(
        load_default="",
        metadata={"description": "The seat's leg, as the board has it: only if it is still in that call."},
    )


class AskingSchema(AskedSchema):
    id = fields.String(required=True)
    supervisor = fields.String(required=True)


class SupervisionSchema(Schema):
    at = Moment(required=True)
    kind = fields.String(required=True)
    supervisor = fields.String(required=True)
    target = fields.String(required=True)
    source = fields.String(required=True, validate=validate.OneOf((STAR_CODE, API)))
    by = fields.String(required=True)
    answered = fields.Boolean(allow_none=True)


@blueprint.route("/tenants/<tenant>/seats")
@asks(HOME)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(SeatSchema))
def seats(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Seats by number, each with its state now"""
    part, states = listing.part_of(tenant, **args)
    return Part([shown(SeatSchema, seat, now=states.get(seat.number)) for seat in part.entries], part.after)


@blueprint.route("/tenants/<tenant>/seats/<seat>")
@asks(HOME)
@blueprint.response(200, SeatCardSchema)
def one_seat(tenant: Tenant, seat: str) -> dict[str, Any]:
    """A seat with what it may do, and by which keys"""
    found = card(tenant, seat)
    return shown(SeatCardSchema, found.seat, now=found.state, functions=found.functions)


@blueprint.route("/tenants/<tenant>/seats/<seat>/supervisions", methods=["POST"])
@asks(CALLS_PLACE, changes=True, also=(502,))
@blueprint.arguments(AskSchema)
@blueprint.response(202, AskingSchema)
def supervise(args: dict[str, str], tenant: Tenant, seat: str) -> dict[str, str]:
    """Let a supervisor into a colleague's talk: answered once its phone is asked to ring"""
    kind, target = args["kind"], args["target"]
    asked = supervising.ask(kind, tenant.name, seat, target, asking().by, args["call"])
    return {"id": asked, "kind": kind, "supervisor": seat, "target": target}


@blueprint.route("/tenants/<tenant>/supervisions")
@asks(CALLS_PLACE)
@blueprint.response(200, list_of(SupervisionSchema))
def supervised(tenant: Tenant) -> dict[str, list[supervisions.Entry]]:
    """What supervisors did, the latest first"""
    return {"items": supervisions.listing(tenant.name)}
