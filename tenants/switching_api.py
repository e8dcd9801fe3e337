"""``/api/v1``: a seat switched off, and on again."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema
from seatyard.identity.permissions import HOME, SETUP_CHANGE

from . import directory, switching
from .models import Seat, Tenant
from .tokens.door import asks

blueprint = Blueprint("seat_switching", __name__, description="Seats switched off, and on again.")


class SwitchSeatSchema(Schema):
    off = fields.Boolean(required=True)


class SwitchedSchema(Schema):
    off_since = Moment(allow_none=True, metadata={"description": "None of one that is not switched off."})
    leads = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Where callers are sent to it: while it is off they find nobody."},
    )
    alone = fields.List(
        fields.String(), required=True, metadata={"description": "Its queues in which no other seat is on."}
    )
    generation = fields.Integer(required=True, metadata={"description": "Of the tenant."})


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
    return _shown(switching.switch(tenant, seat, off=args["off"]))


def _shown(seat: Seat) -> dict[str, Any]:
    found = switching.consequences(seat)
    return {
        "off_since": seat.off_since,
        "leads": found.leads,
        "alone": found.alone,
        "generation": seat.tenant.generation,
    }
