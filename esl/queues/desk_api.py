"""``/api/v1``: what a change of a queue comes to, told before it is made."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema
from seatyard.identity.permissions import SETUP_CHANGE
from tenants.models import Tenant
from tenants.queues_api import QueueWishSchema
from tenants.tokens.door import asks

from . import proposing
from .proposing import ADDED, CHANGED, REMOVED, Wish

blueprint = Blueprint("queue_desk", __name__, description="What changes of queues come to.")


class ProposedQueueSchema(QueueWishSchema):
    removed = fields.Boolean(load_default=False, metadata={"description": "Take the queue out."})


class QueueSettingSchema(Schema):
    key = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class QueueMoveSchema(Schema):
    number = fields.String(required=True)
    before = fields.List(fields.Integer(), required=True, allow_none=True)
    after = fields.List(
        fields.Integer(),
        required=True,
        allow_none=True,
        metadata={"description": "Level and position; null: not in the queue."},
    )


class QueueProposalSchema(Schema):
    name = fields.String(required=True)
    what = fields.String(required=True, validate=validate.OneOf((ADDED, CHANGED, REMOVED)))
    settings = fields.List(fields.Nested(QueueSettingSchema), required=True)
    moves = fields.List(fields.Nested(QueueMoveSchema), required=True)
    commands = fields.List(
        fields.String(), required=True, metadata={"description": "For the node; names in place of ids."}
    )
    dialplan = fields.Boolean(
        required=True, metadata={"description": "Whether the next call finds something of it by itself."}
    )
    first_day = fields.Date(required=True, allow_none=True)
    clause = fields.String(required=True)


@blueprint.route("/tenants/<tenant>/queues/<queue>/proposal", methods=["POST"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(ProposedQueueSchema)
@blueprint.response(200, QueueProposalSchema)
def propose_queue(args: dict[str, Any], tenant: Tenant, queue: str) -> proposing.Proposal:
    """What a change of a queue comes to, and from when; nothing is changed"""
    removed = args.pop("removed")
    return proposing.propose(tenant, Wish(queue, args, removed=removed))
