"""``/api/v1``: seats switched off, and on again."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema
from seatyard.identity.permissions import HOME, SETUP_CHANGE

from . import directory, switching
from .models import Seat, Tenant
from .tokens.door import asks

blueprint = Blueprint("seat_switching", __name__, description="Seats switched off, and on again.")


class SwitchSeatSchema(Schema):
    off = fields.Boolean(required=True)


class SwitchSeatsSchema(SwitchSeatSchema):
    numbers = fields.List(fields.String(), required=True, validate=validate.Length(1, switching.MOST))


class FollowsSchema(Schema):
    leads = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Where callers are sent to these seats: while they are off nobody answers."},
    )
    alone = fields.List(
        fields.String(), required=True, metadata={"description": "Their queues in which no other seat is on."}
    )
    generation = fields.Integer(required=True, metadata={"description": "Of the tenant."})


class SwitchedSchema(FollowsSchema):
    off_since = Moment(allow_none=True, metadata={"description": "None of one that is not switched off."})


class SwitchedSeatsSchema(FollowsSchema):
    changed = fields.List(
        fields.String(), required=True, metadata={"description": "Those that were not so already."}
    )


@blueprint.route("/tenants/<tenant>/seats/<seat>/switched")
@asks(HOME)
@blueprint.response(200, SwitchedSchema)
def switched(tenant: Tenant, seat: str) -> dict[str, Any]:
    """Whether a seat is switched off, and what follows while it is"""
    return _shown(directory.seat(tenant, seat))


@blueprint.route("/tenants/<tenant>/seats/<seat>/switched", methods=["PUT"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(SwitchSeatSchema)
@blueprint.response(200, SwitchedSchema)
def switch(args: dict[str, bool], tenant: Tenant, seat: str) -> dict[str, Any]:
    """Switch a seat off, or on again: its rent goes on, a talk of it is not ended"""
    switching.switch(tenant, [seat], off=args["off"])
    return _shown(directory.seat(tenant, seat))


@blueprint.route("/tenants/<tenant>/seats-switched", methods=["POST"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(SwitchSeatsSchema)
@blueprint.response(200, SwitchedSeatsSchema)
def switch_many(args: dict[str, Any], tenant: Tenant) -> dict[str, Any]:
    """Switch many seats off, or on again, all or none: their rent goes on, talks of theirs are not ended"""
    done = switching.switch(tenant, args["numbers"], off=args["off"])
    return {"changed": done.changed, "generation": done.generation, **vars(done.follows)}


def _shown(seat: Seat) -> dict[str, Any]:
    follows = switching.consequences(seat.tenant, [seat])
    return {"off_since": seat.off_since, "generation": seat.tenant.generation, **vars(follows)}
