"""``/api/v1``: drafts of a month's invoices, and what finance decides about them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Moment, MonthPageArgs, ReasonArgs, Schema, page_of, shown
from seatyard.identity.permissions import MONEY, MONEY_MOVE
from seatyard.paging import Part
from tenants.tokens.door import asking, asks

from . import review, service

blueprint = Blueprint("drafts", __name__, description="The month's invoices before they are ones.")


class DraftSchema(Schema):
    id = fields.Integer(required=True)
    tenant = fields.String(required=True)
    period = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(service.STATES))
    number = fields.String(required=True, metadata={"description": "Of its invoice, once there is one."})
    currency = fields.String(required=True)
    total = Amount(required=True)
    before = Amount(allow_none=True, metadata={"description": "The month before."})
    fingerprint = fields.String(required=True)
    problem = fields.String(required=True)
    changed_at = Moment(required=True)
    computed_at = Moment(required=True)


class ReviewSchema(Schema):
    action = fields.String(required=True)
    by = fields.String(required=True)
    reason = fields.String(required=True)
    fingerprint = fields.String(required=True)
    total = Amount(required=True)
    at = Moment(required=True)


class WholeDraftSchema(DraftSchema):
    document = fields.Dict(required=True, metadata={"description": "The bill, as `bill show --json`."})
    changes = fields.Dict(required=True)
    reviews = fields.List(fields.Nested(ReviewSchema), required=True)


class ReleaseDraftArgs(Schema):
    reason = fields.String(load_default="")


class ApproveDraftArgs(Schema):
    fingerprint = fields.String(required=True, metadata={"description": "Of the draft as it was seen."})


@blueprint.route("/drafts")
@asks(MONEY)
@blueprint.arguments(MonthPageArgs, location="query")
@blueprint.response(200, page_of(DraftSchema))
def drafts(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Drafts of all tenants, the last made first"""
    found = service.part_of(**args)
    return Part([_shown(DraftSchema, row) for row in found.entries], found.after)


@blueprint.route("/drafts/<int:draft>")
@asks(MONEY)
@blueprint.response(200, WholeDraftSchema)
def one_draft(draft: int) -> dict[str, Any]:
    """A draft, what is otherwise than the month before, and what was decided"""
    return _one(draft)


@blueprint.route("/drafts/<int:draft>/hold", methods=["POST"])
@asks(MONEY_MOVE, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, WholeDraftSchema)
def hold_draft(args: dict[str, str], draft: int) -> dict[str, Any]:
    """Keep a draft from being finalised"""
    review.hold(draft, asking().by, args["reason"])
    return _one(draft)


@blueprint.route("/drafts/<int:draft>/release", methods=["POST"])
@asks(MONEY_MOVE, changes=True)
@blueprint.arguments(ReleaseDraftArgs)
@blueprint.response(200, WholeDraftSchema)
def release_draft(args: dict[str, str], draft: int) -> dict[str, Any]:
    """Take a hold or an approval back"""
    review.release(draft, asking().by, args["reason"])
    return _one(draft)


@blueprint.route("/drafts/<int:draft>/approve", methods=["POST"])
@asks(MONEY_MOVE, changes=True)
@blueprint.arguments(ApproveDraftArgs)
@blueprint.response(200, WholeDraftSchema)
def approve_draft(args: dict[str, str], draft: int) -> dict[str, Any]:
    """Say that a draft is right as it was seen"""
    review.approve(draft, asking().by, args["fingerprint"])
    return _one(draft)


def _one(draft: int) -> dict[str, Any]:
    return _shown(WholeDraftSchema, service.by_id(draft))


def _shown(schema: type[Schema], row: service.Row) -> dict[str, Any]:
    return shown(schema, row.draft, tenant=row.tenant, state=row.state, number=row.number)
