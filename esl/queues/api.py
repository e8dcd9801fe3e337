"""``/api/v1``: callers who asked to be called back."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, page_of
from seatyard.identity.permissions import CALLS
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import listing
from .models import STATES

blueprint = Blueprint("call_backs", __name__, description="Callers who asked to be called back.")


class CallBacksArgs(PageArgs):
    open = fields.Boolean(load_default=False, metadata={"description": "Those alone that still wait."})


class CallBackSchema(Schema):
    id = fields.Integer(required=True)
    queue = fields.String(required=True)
    number = fields.String(required=True)
    asked_at = Moment(required=True)
    waits_since = Moment(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    attempts = fields.Integer(required=True)
    next_at = Moment(allow_none=True)
    seat = fields.String(allow_none=True)
    result = fields.String(allow_none=True)
    finished_at = Moment(allow_none=True)


@blueprint.route("/tenants/<tenant>/call-backs")
@asks(CALLS, seen="call_backs")
@blueprint.arguments(CallBacksArgs, location="query")
@blueprint.response(200, page_of(CallBackSchema))
def call_backs(args: dict[str, Any], tenant: Tenant) -> Part[listing.Shown]:
    """Requests to be called back, the last recorded first"""
    return listing.part_of(tenant.id, args["after"], args["limit"], open_only=args["open"])
