"""``/api/v1``: how long a tenant's recordings are kept, what goes when, and another time asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, shown
from seatyard.identity.permissions import RECORDINGS, REQUESTS_ASK
from tenants.models import Tenant
from tenants.requests.api import RequestSchema
from tenants.tokens.door import asking, asks

from . import change, keep
from .proofs_v1 import HoldSchema
from .standing import room, standing

blueprint = Blueprint("retention", __name__, description="How long recordings are kept.")
PATH = "/tenants/<tenant>/recording-retention"


class RecordingSumSchema(Schema):
    count = fields.Integer(required=True)
    bytes = fields.Integer(required=True, metadata={"description": "Of the plain audio."})


class RetentionRuleSchema(Schema):
    of = fields.String(required=True, metadata={"description": "contract, tenant, queue or seat."})
    name = fields.String(required=True, metadata={"description": "Of the queue or seat."})
    keep = fields.String(required=True, metadata={"example": "1 month"})


class RetentionDaySchema(Schema):
    day = fields.Date(required=True, metadata={"description": "The tenant's local day, from its beginning."})
    of = fields.Nested(RecordingSumSchema, required=True)


class RetentionForecastSchema(Schema):
    stored = fields.Nested(RecordingSumSchema, required=True)
    due = fields.Nested(RecordingSumSchema, required=True, metadata={"description": "Past its keep."})
    days = fields.List(fields.Nested(RetentionDaySchema), required=True)
    complete = fields.Boolean(
        required=True, metadata={"description": "False: the earliest 5,000 alone were counted."}
    )


class StoreRoomSchema(Schema):
    total = fields.Integer(required=True)
    free = fields.Integer(required=True)


class RetentionSchema(Schema):
    rules = fields.List(fields.Nested(RetentionRuleSchema), required=True)
    forecast = fields.Nested(RetentionForecastSchema, required=True)
    held = fields.List(fields.Nested(HoldSchema), required=True)
    deleted = fields.Integer(required=True, metadata={"description": "How many there are proofs of."})
    last_deleted_at = Moment(required=True, allow_none=True)
    room = fields.Nested(
        StoreRoomSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Bytes of the store's disk: for the operator's people, of a folder."},
    )


class KeepArgs(Schema):
    keep = fields.String(
        required=True, validate=validate.Regexp(keep.WRITTEN), metadata={"example": "3 months"}
    )


class RetentionEffectSchema(Schema):
    keep = fields.String(required=True)
    on = fields.Date(required=True, metadata={"description": "The first day that the contract allows."})
    clause = fields.String(required=True, metadata={"description": "The lead time; empty: none."})
    at_once = fields.Nested(
        RecordingSumSchema, required=True, metadata={"description": "Would go that day, for good."}
    )
    until_then = fields.Nested(
        RecordingSumSchema, required=True, metadata={"description": "Goes before that day in any case."}
    )
    held = fields.Boolean(required=True)


@blueprint.route(PATH)
@asks(RECORDINGS)
@blueprint.response(200, RetentionSchema)
def retention(tenant: Tenant) -> dict[str, Any]:
    """By which rules recordings are kept, how many there are, and what goes in the next four weeks"""
    place = room() if asking().tenant_id is None else None
    return shown(RetentionSchema, standing(tenant), room=place)


@blueprint.route(f"{PATH}/preview")
@asks(RECORDINGS)
@blueprint.arguments(KeepArgs, location="query")
@blueprint.response(200, RetentionEffectSchema)
def preview_retention(args: dict[str, str], tenant: Tenant) -> change.Effect:
    """What would follow from another time of keeping; nothing is asked for"""
    return change.effect(tenant, args["keep"])


@blueprint.route(PATH, methods=["POST"])
@asks(REQUESTS_ASK, changes=True)
@blueprint.arguments(KeepArgs)
@blueprint.response(201, RequestSchema)
def ask_retention(args: dict[str, str], tenant: Tenant) -> dict[str, Any]:
    """Ask the operator for another time of keeping, due by the contract's lead time"""
    return shown(RequestSchema, change.ask(tenant, args["keep"], by=asking().by), late=False)
