"""``/api/v1``: seats added, changed and given back by a tenant's admins, with what it costs told before."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Schema, list_of
from seatyard.identity.permissions import HOME, SETUP_CHANGE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import service
from .fitting import CHANGED, FAULTS, KEPT, NEW, REFUSED, RELEASED, SAME
from .wishes import MOST, Wish

blueprint = Blueprint("seat_changes", __name__, description="Seats asked for, with their price and day.")


class SeatWishSchema(Schema):
    number = fields.String(required=True, metadata={"example": "1001"})
    type = fields.String(load_default="", metadata={"description": "Needed of a new seat."})
    name = fields.String(load_default="")
    queues = fields.List(
        fields.String(), load_default=None, allow_none=True, metadata={"description": "All that it is in."}
    )
    skills = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True),
        load_default=None,
        allow_none=True,
        metadata={"description": "By name, level 1 to 5, the best; 0 takes it away. Those not said stay."},
    )
    released = fields.Boolean(load_default=False, metadata={"description": "Give it back."})


class SeatWishesSchema(Schema):
    seats = fields.List(fields.Nested(SeatWishSchema), required=True, validate=validate.Length(1, MOST))


class SeatAsFiledSchema(Schema):
    type = fields.String(required=True)
    name = fields.String(required=True)
    queues = fields.List(fields.String(), required=True)
    skills = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SeatChangeSchema(Schema):
    number = fields.String(required=True)
    what = fields.String(
        required=True, validate=validate.OneOf((NEW, CHANGED, SAME, RELEASED, REFUSED, KEPT))
    )
    before = fields.Nested(SeatAsFiledSchema, allow_none=True)
    after = fields.Nested(SeatAsFiledSchema, allow_none=True)
    fault = fields.String(required=True, metadata={"description": f"Of a refused one: {', '.join(FAULTS)}."})
    said = fields.String(required=True)


class SeatChangeDaySchema(Schema):
    first_day = fields.Date(required=True)
    clause = fields.String(required=True)


class SeatChangeMonthSchema(Schema):
    month = fields.String(required=True)
    before = Amount(required=True)
    after = Amount(required=True)
    more = Amount(required=True)


class SeatProposalSchema(Schema):
    rows = fields.List(fields.Nested(SeatChangeSchema), required=True)
    days = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(SeatChangeDaySchema),
        required=True,
        metadata={"description": "By `seat 1001`, `queue sales`: what does not hold at once."},
    )
    months = fields.List(
        fields.Nested(SeatChangeMonthSchema),
        required=True,
        metadata={"description": "What the seats alone cost, as the contract's engine bills them."},
    )
    currency = fields.String(required=True)
    refusal = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why the contract's billing refuses the change: none of it would be made."},
    )
    price_unknown = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Why the price cannot be told: the seats as they are have no bill."},
    )


class SeatsMadeSchema(Schema):
    rows = fields.List(fields.Nested(SeatChangeSchema), required=True)
    days = fields.Dict(keys=fields.String(), values=fields.Nested(SeatChangeDaySchema), required=True)
    generation = fields.Integer(required=True)
    passwords = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Of new seats, by number; shown this once."},
    )


class SeatPriceSchema(Schema):
    type = fields.String(required=True)
    price = Amount(required=True)


@blueprint.route("/tenants/<tenant>/seat-types")
@asks(HOME)
@blueprint.response(200, list_of(SeatPriceSchema))
def seat_types(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """The types of seats that the contract rents, with today's price"""
    return {"items": [{"type": type, "price": price} for type, price in service.types(tenant).items()]}


@blueprint.route("/tenants/<tenant>/seat-changes/proposal", methods=["POST"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(SeatWishesSchema)
@blueprint.response(200, SeatProposalSchema)
def propose_seats(args: dict[str, Any], tenant: Tenant) -> service.Proposal:
    """What changes of seats come to, and from when; nothing is changed"""
    return service.propose(tenant, _wishes(args))


@blueprint.route("/tenants/<tenant>/seat-changes", methods=["POST"])
@asks(SETUP_CHANGE, changes=True, secret="passwords")
@blueprint.arguments(SeatWishesSchema)
@blueprint.response(200, SeatsMadeSchema)
def change_seats(args: dict[str, Any], tenant: Tenant) -> service.Made:
    """Add, change and give back seats: those that can be; the others are told"""
    return service.make(tenant, _wishes(args))


def _wishes(args: dict[str, Any]) -> list[Wish]:
    return [
        Wish(**one | {"queues": None if one["queues"] is None else tuple(one["queues"])})
        for one in args["seats"]
    ]
