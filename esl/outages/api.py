"""``/api/v1``: outages, what they are said to be, what is announced ahead, and a tenant's own status."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, ReasonArgs, Schema, page_of, shown
from seatyard.identity.permissions import HOME, OUTAGES, OUTAGES_JUDGE
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from ..models import Outage
from . import classes, directory, plans, status
from .parts import CAUSES

blueprint = Blueprint("outages", __name__, description="Times in which a node did not serve.")


class OutageSchema(Schema):
    id = fields.Integer(required=True)
    node = fields.String(required=True)
    kind = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True, metadata={"description": "Null while it lasts."})
    certain = fields.Boolean(required=True, metadata={"description": "Whether two signals agree."})
    cause = fields.String(required=True, validate=validate.OneOf(CAUSES))


class WordSchema(Schema):
    cause = fields.String(required=True)
    announced_at = Moment(allow_none=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = Moment(required=True)


class OutageWithWordsSchema(OutageSchema):
    evidence = fields.Dict(required=True)
    answered_calls = fields.Integer(required=True, metadata={"description": "On the node meanwhile."})
    said = fields.List(fields.Nested(WordSchema), required=True)


class ClassifyArgs(Schema):
    cause = fields.String(required=True, validate=validate.OneOf(CAUSES))
    reason = fields.String(required=True)
    announced_at = Moment(metadata={"description": "Of planned work, and only of it."})


class PlanArgs(Schema):
    cause = fields.String(required=True, validate=validate.OneOf(plans.ALLOWED))
    starts_at = Moment(required=True)
    ends_at = Moment(load_default=None, allow_none=True)
    announced_at = Moment(metadata={"description": "When tenants were told; now by default."})
    reason = fields.String(required=True)
    nodes = fields.List(fields.String(), metadata={"description": "By name; none of the three is all."})
    tenants = fields.List(fields.String())
    seats = fields.List(fields.String(metadata={"example": "acme/1001"}))


class PlanSchema(Schema):
    id = fields.Integer(required=True)
    cause = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    scope = fields.String(required=True, metadata={"description": "Names; empty is everything."})
    reason = fields.String(required=True)
    announced_at = Moment(required=True)
    entered_at = Moment(required=True)
    entered_by = fields.String(required=True)
    withdrawn_at = Moment(allow_none=True)
    withdrawn_by = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)


class PartSchema(Schema):
    outage_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    cause = fields.String(required=True)


class AheadSchema(Schema):
    cause = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    announced_at = Moment(required=True)
    reason = fields.String(required=True)


class StatusSchema(Schema):
    lasting = fields.List(fields.Nested(PartSchema), required=True)
    questioned = fields.Boolean(required=True, metadata={"description": "One signal alone says so."})
    past = fields.List(fields.Nested(PartSchema), required=True)
    ahead = fields.List(fields.Nested(AheadSchema), required=True)


@blueprint.route("/outages")
@asks(OUTAGES)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(OutageSchema))
def outages(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Outages, the last recorded first"""
    found = directory.part_of(**args)
    return Part([shown(OutageSchema, one, node=one.node.name) for one in found.entries], found.after)


@blueprint.route("/outages/<int:outage>")
@asks(OUTAGES)
@blueprint.response(200, OutageWithWordsSchema)
def one_outage(outage: int) -> dict[str, Any]:
    """An outage, its evidence, and what was said of it"""
    return _whole(directory.one(outage))


@blueprint.route("/outages/<int:outage>/classify", methods=["POST"])
@asks(OUTAGES_JUDGE, changes=True)
@blueprint.arguments(ClassifyArgs)
@blueprint.response(200, OutageWithWordsSchema)
def classify_outage(args: dict[str, Any], outage: int) -> dict[str, Any]:
    """Say what an outage was"""
    classes.classify(outage, by=asking().by, **args)
    return _whole(directory.one(outage))


@blueprint.route("/outage-plans")
@asks(OUTAGES)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(PlanSchema))
def outage_plans(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """What was announced ahead, the last entered first"""
    found = plans.part_of(**args)
    return Part(_plans(found.entries), found.after)


@blueprint.route("/outage-plans", methods=["POST"])
@asks(OUTAGES_JUDGE, changes=True)
@blueprint.arguments(PlanArgs)
@blueprint.response(201, PlanSchema)
def plan_outage(args: dict[str, Any]) -> dict[str, Any]:
    """Announce planned work, or force majeure"""
    (made,) = _plans([plans.plan(by=asking().by, **args)])
    return made


@blueprint.route("/outage-plans/<int:plan>/withdraw", methods=["POST"])
@asks(OUTAGES_JUDGE, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, PlanSchema)
def withdraw_plan(args: dict[str, Any], plan: int) -> dict[str, Any]:
    """Take a plan back"""
    (taken,) = _plans([plans.withdraw(plan, reason=args["reason"], by=asking().by)])
    return taken


@blueprint.route("/tenants/<tenant>/status")
@asks(HOME)
@blueprint.response(200, StatusSchema)
def tenant_status(tenant: Tenant) -> status.Status:
    """What is, was lately, and will be out of order for a tenant"""
    return status.of(tenant.id)


def _whole(found: Outage) -> dict[str, Any]:
    said = classes.history([found.id]).get(found.id, [])
    calls = directory.answered_in(found)
    more = {"node": found.node.name, "said": said, "answered_calls": calls}
    return shown(OutageWithWordsSchema, found, **more)


def _plans(found: Any) -> list[dict[str, Any]]:
    names = plans.names(found)
    return [shown(PlanSchema, one, scope=names[one.id]) for one in found]
