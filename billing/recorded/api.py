"""``/api/v1``: a tenant's money moved by finance: given back, written off, expected after all."""

from __future__ import annotations

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, ReasonArgs, Schema, list_of
from seatyard.db import snapshot
from seatyard.identity.permissions import MONEY, MONEY_MOVE
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import left, moves
from .money import TAKES_FROM
from .service import Answer
from .typed import decimal

blueprint = Blueprint("money", __name__, description="Refunds, write-offs, recoveries.")


class LeftSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(list(TAKES_FROM)))
    of = fields.String(required=True, metadata={"description": "A fact (F17), an invoice, a credit note."})
    what = fields.String(required=True)
    on = fields.Date(required=True)
    amount = Amount(required=True)
    currency = fields.String(required=True)


class MovedSchema(Schema):
    name = fields.String(required=True, metadata={"example": "F20"})
    kind = fields.String(required=True)
    on = fields.Date(required=True)
    document = fields.Dict(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)


class MoveArgs(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(list(TAKES_FROM)))
    of = fields.String(required=True)
    amount = fields.String(metadata={"description": "All of what is left where none is said."})
    seen = fields.String(required=True, metadata={"description": "What was left as you looked."})
    reason = fields.String(required=True)


@blueprint.route("/tenants/<tenant>/money/left")
@asks(MONEY)
@blueprint.response(200, list_of(LeftSchema))
def money_left(tenant: Tenant) -> dict[str, list[left.Left]]:
    """What may be moved"""
    name = tenant.name
    with snapshot():
        return {"items": left.of_tenant(name)}


@blueprint.route("/tenants/<tenant>/money/moves")
@asks(MONEY)
@blueprint.response(200, list_of(MovedSchema))
def money_moved(tenant: Tenant) -> dict[str, list[Answer]]:
    """What was moved, the latest first"""
    return {"items": moves.moved(tenant.name)}


@blueprint.route("/tenants/<tenant>/money/moves", methods=["POST"])
@asks(MONEY_MOVE, changes=True)
@blueprint.arguments(MoveArgs)
@blueprint.response(201, MovedSchema)
def move_money(args: dict[str, str], tenant: Tenant) -> Answer:
    """Give back, write off, or expect after all; 409 where something else is left by now"""
    amount = decimal(args["amount"], "amount") if "amount" in args else None
    seen, why = decimal(args["seen"], "seen"), args["reason"]
    return moves.move_of(
        tenant.name, args["kind"], args["of"], amount=amount, seen=seen, reason=why, by=asking().by
    )


@blueprint.route("/tenants/<tenant>/money/moves/<fact>/withdraw", methods=["POST"])
@asks(MONEY_MOVE, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, MovedSchema)
def take_back_money(args: dict[str, str], tenant: Tenant, fact: str) -> Answer:
    """Take back a refund, a write-off or a recovery that was none"""
    return moves.take_back(tenant.name, fact, reason=args["reason"], by=asking().by)
