"""``/api/v1``: a program of the tenant lets a seat's phone dial.

``Idempotency-Key`` names the call itself, for a week: asking again after a lost answer dials nothing
twice, and tells how far the call has come.
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.idempotency import HEADER
from seatyard.api.schemas import Moment, Schema
from seatyard.identity.permissions import CALLS_PLACE
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import service

blueprint = Blueprint("dialling", __name__, description="Letting a seat's phone dial.")
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,64}$"},
    "description": "Names the call for a week.",
}


class DialArgs(Schema):
    number = fields.String(required=True, metadata={"example": "13800138000"})
    auto_answer = fields.Boolean(load_default=False)


class DiallingSchema(Schema):
    key = fields.String(required=True)
    seat = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    call = fields.String(allow_none=True, metadata={"description": "Its uuid."})
    cause = fields.String(allow_none=True)
    asked_at = Moment(required=True)


@blueprint.route("/tenants/<tenant>/seats/<seat>/dial", methods=["POST"])
@blueprint.documented(parameters=[KEY])
@asks(CALLS_PLACE, writes=True, also=(409,))
@blueprint.arguments(DialArgs)
@blueprint.response(202, DiallingSchema)
def dial(args: dict[str, Any], tenant: Tenant, seat: str) -> tuple[service.Dialling, int, dict[str, str]]:
    """Let a seat's phone dial; `Location` is where to ask what became of it"""
    key = request.headers.get(HEADER, "")
    done = service.ask(
        tenant.name, seat, args["number"], key, auto_answer=args["auto_answer"], by=asking().by
    )
    return done, 202, {"Location": url_for("dialling.dialled", tenant=tenant.name, key=done.key)}


@blueprint.route("/tenants/<tenant>/dialled/<key>")
@asks(CALLS_PLACE)
@blueprint.response(200, DiallingSchema)
def dialled(tenant: Tenant, key: str) -> service.Dialling:
    """What became of a call that was asked for"""
    return service.find(tenant.id, key)
