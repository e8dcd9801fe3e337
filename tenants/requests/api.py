"""``/api/v1``: what tenants ask of the operator."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Day, Moment, PageArgs, ReasonArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import HOME, REQUESTS_ASK, REQUESTS_WORK, TENANTS
from seatyard.paging import Part

from ..models import Tenant
from ..tokens.door import asking, asks
from . import listing, service
from .coming import coming
from .kinds import KINDS
from .models import OPEN, STATES, TenantRequest

blueprint = Blueprint("requests", __name__, description="What tenants ask for, inside lead times.")


class RequestSchema(Schema):
    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    wants = fields.String(required=True)
    asked_at = Moment(required=True)
    asked_by = fields.String(required=True)
    due = fields.Date(required=True, metadata={"description": "The tenant's local day."})
    clause = fields.String(required=True, metadata={"description": "The lead time; empty: none."})
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    decided_at = Moment(allow_none=True)
    decided_by = fields.String(allow_none=True)
    reason = fields.String(required=True)
    late = fields.Boolean(required=True, metadata={"description": "Open, or decided, after its day."})


class RequestOfAllSchema(RequestSchema):
    tenant = fields.String(required=True)


class RequestsArgs(PageArgs):
    state = fields.String(load_default=OPEN, validate=validate.OneOf(STATES))


class AskArgs(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    wants = fields.String(required=True, metadata={"example": "3 seats, inbound"})
    on = Day(load_default=None, metadata={"description": "Wanted from this day, if later than the first."})


class DoneArgs(Schema):
    note = fields.String(load_default="")


class ComingSchema(Schema):
    on = fields.Date(required=True)
    tenant = fields.String(required=True)
    added = fields.Integer(required=True, metadata={"description": "Seats whose lease begins."})
    released = fields.Integer(required=True)
    changed = fields.Integer(required=True, metadata={"description": "Seats of another type from then on."})
    says = fields.List(fields.String(), required=True, metadata={"description": "Of queues and flows."})
    clause = fields.String(required=True)


@blueprint.route("/requests")
@asks(TENANTS)
@blueprint.arguments(RequestsArgs, location="query")
@blueprint.response(200, page_of(RequestOfAllSchema))
def requests_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """All tenants' requests in a state, the last asked for first"""
    found = listing.part_of(**args)
    return Part([_shown(one) | {"tenant": one.tenant.name} for one in found.entries], found.after)


@blueprint.route("/requests/coming")
@asks(TENANTS)
@blueprint.response(200, list_of(ComingSchema))
def what_comes() -> dict[str, list[dict[str, Any]]]:
    """What becomes so by itself on its day, the next fifty"""
    return {"items": [shown(ComingSchema, one, tenant=one.tenant.name) for one in coming()]}


@blueprint.route("/requests/<int:request>/done", methods=["POST"])
@asks(REQUESTS_WORK, changes=True)
@blueprint.arguments(DoneArgs)
@blueprint.response(200, RequestSchema)
def request_done(args: dict[str, Any], request: int) -> dict[str, Any]:
    """Say that what was asked for is so"""
    return _one(service.done(request, by=asking().by, **args))


@blueprint.route("/requests/<int:request>/refuse", methods=["POST"])
@asks(REQUESTS_WORK, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, RequestSchema)
def refuse_request(args: dict[str, Any], request: int) -> dict[str, Any]:
    """Say that it will not be so, and why"""
    return _one(service.refuse(request, by=asking().by, **args))


@blueprint.route("/tenants/<tenant>/requests")
@asks(HOME)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(RequestSchema))
def requests(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """A tenant's requests, the last asked for first"""
    found = listing.of_tenant(tenant.id, **args)
    return Part([_shown(one) for one in found.entries], found.after)


@blueprint.route("/tenants/<tenant>/requests", methods=["POST"])
@asks(REQUESTS_ASK, changes=True)
@blueprint.arguments(AskArgs)
@blueprint.response(201, RequestSchema)
def ask(args: dict[str, Any], tenant: Tenant) -> dict[str, Any]:
    """Ask for something; the answer says by which day it is due"""
    return _one(service.ask(tenant.name, by=asking().by, **args))


@blueprint.route("/tenants/<tenant>/requests/<int:request>/withdraw", methods=["POST"])
@asks(REQUESTS_ASK, changes=True)
@blueprint.response(200, RequestSchema)
def withdraw_request(tenant: Tenant, request: int) -> dict[str, Any]:
    """Take a request back"""
    return _one(service.withdraw(tenant.id, request, by=asking().by))


def _one(row: TenantRequest) -> dict[str, Any]:
    (entry,) = listing.entries([row])
    return _shown(entry)


def _shown(entry: listing.Entry) -> dict[str, Any]:
    return shown(RequestSchema, entry.request, late=entry.late)
