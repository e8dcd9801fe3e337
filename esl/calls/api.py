"""``/api/v1``: calls, the newest first, and one with its legs."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import CALLS, CALLS_OF_ALL, HOME
from seatyard.leg_kinds import KINDS
from seatyard.paging import Part
from seatyard.replica import may_lag
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..models import ABANDONED, ANSWERED, FAILED, INBOUND, INTERNAL, OUTBOUND, SELF_SERVICE, Conversation
from . import service
from .legs import REFUSALS
from .statistics import Day, per_day

blueprint = Blueprint("calls", __name__, description="Calls and their legs.")
DIRECTIONS = (INBOUND, OUTBOUND, INTERNAL)
OUTCOMES = (ANSWERED, ABANDONED, FAILED, SELF_SERVICE)


class CallsArgs(PageArgs):
    since = Moment(metadata={"description": "Began then or later."})
    until = Moment(metadata={"description": "Began before."})
    direction = fields.String(load_default="", validate=validate.OneOf(DIRECTIONS))
    outcome = fields.String(load_default="", validate=validate.OneOf(OUTCOMES))
    number = fields.String(load_default="", metadata={"description": "Caller, callee or DID, whole."})
    seat_id = fields.Integer(load_default=None, strict=False)
    queue_id = fields.Integer(load_default=None, strict=False)
    recorded = fields.Boolean(
        load_default=False, metadata={"description": "Only those of which a recording is kept."}
    )


class CallSchema(Schema):
    id = fields.String(required=True)
    direction = fields.String(required=True, validate=validate.OneOf(DIRECTIONS))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    caller = fields.String(required=True)
    callee = fields.String(required=True)
    did = fields.String(allow_none=True)
    seat_id = fields.Integer(allow_none=True)
    queue_id = fields.Integer(allow_none=True)
    started_at = Moment(required=True)
    answered_at = Moment(allow_none=True)
    ended_at = Moment(required=True)
    talk_us = fields.Integer(
        attribute="billusec", metadata={"description": "Microseconds of the leg that is charged."}
    )
    wait_us = fields.Integer(allow_none=True, metadata={"description": "Microseconds in the queue."})
    score = fields.Integer(allow_none=True)
    cause = fields.String(required=True)
    refused = fields.String(allow_none=True, validate=validate.OneOf(REFUSALS))


class CallOfAllSchema(CallSchema):
    tenant = fields.String(required=True)


class LegSchema(Schema):
    uuid = fields.String(required=True)
    leg = fields.String(required=True)
    side = fields.String(required=True, metadata={"description": "carrier, seat or switch."})
    direction = fields.String(required=True, metadata={"description": "As the switch sees it."})
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    caller = fields.String(required=True)
    callee = fields.String(required=True)
    seat_id = fields.Integer(allow_none=True)
    queue_id = fields.Integer(allow_none=True)
    started_at = Moment(required=True)
    answered_at = Moment(allow_none=True)
    ended_at = Moment(required=True)
    talk_us = fields.Integer(attribute="billusec")
    cause = fields.String(required=True)


class CallsOfDaySchema(Schema):
    day = fields.Date(required=True, metadata={"description": "A local day of the tenant."})
    served = fields.Integer(required=True, metadata={"description": "Answered, or finished in the menu."})
    lost = fields.Integer(required=True, metadata={"description": "Abandoned or failed."})


class CallWithLegsSchema(CallSchema):
    legs = fields.List(fields.Nested(LegSchema), required=True)


@blueprint.route("/calls")
@asks(CALLS_OF_ALL, seen="calls")
@blueprint.arguments(CallsArgs, location="query")
@blueprint.response(200, page_of(CallOfAllSchema))
@may_lag
def calls_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Calls of all tenants"""
    found = _page(None, args)
    names = {one.id: one.name for one in directory.by_id([call.tenant_id for call in found.calls]).values()}
    return Part(
        [shown(CallOfAllSchema, call, tenant=names[call.tenant_id]) for call in found.calls], found.after
    )


@blueprint.route("/tenants/<tenant>/calls")
@asks(CALLS, seen="calls")
@blueprint.arguments(CallsArgs, location="query")
@blueprint.response(200, page_of(CallSchema))
@may_lag
def calls(args: dict[str, Any], tenant: Tenant) -> Part[Conversation]:
    """Calls of a tenant"""
    found = _page(tenant.id, args)
    return Part(found.calls, found.after)


@blueprint.route("/tenants/<tenant>/calls-by-day")
@asks(HOME)
@blueprint.response(200, list_of(CallsOfDaySchema))
@may_lag
def calls_by_day(tenant: Tenant) -> dict[str, list[Day]]:
    """How many calls each day of the month of the latest call had"""
    return {"items": per_day(tenant.id, tenant.timezone)}


@blueprint.route("/tenants/<tenant>/calls/<call_id>")
@asks(CALLS, seen="calls", key="call_id")
@blueprint.response(200, CallWithLegsSchema)
def call(tenant: Tenant, call_id: str) -> dict[str, Any]:
    """A call with its legs, the earliest first"""
    found, legs = service.call(tenant.id, call_id)
    return shown(CallWithLegsSchema, found, legs=legs)


def _page(tenant_id: int | None, args: dict[str, Any]) -> service.Page:
    after, limit = args.pop("after"), args.pop("limit")
    return service.calls(tenant_id, service.Filters(**args), after=after, limit=limit)
