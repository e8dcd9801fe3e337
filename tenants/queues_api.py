"""``/api/v1``: a tenant's queues, changed."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema
from seatyard.identity.permissions import SETUP_CHANGE

from . import queue_changes
from .models import Tenant
from .onboarding.editing import Brought
from .tokens.door import asks

blueprint = Blueprint("queue_changes", __name__, description="Queues added, changed and removed.")


class QueueMemberSchema(Schema):
    number = fields.String(required=True)
    level = fields.Integer(load_default=1)
    position = fields.Integer(load_default=1)


class QueueWishSchema(Schema):
    """What is left out stays; of a new queue it is as in an onboarding file."""

    strategy = fields.String()
    wait_limit = fields.Integer(metadata={"description": "Seconds; 0 is without limit."})
    on_timeout = fields.String(
        allow_none=True, metadata={"description": "voicemail:QUEUE, queue:NAME or seat:NUMBER."}
    )
    max_waiting = fields.Integer()
    on_full = fields.String(allow_none=True)
    no_seat_limit = fields.Integer(metadata={"description": "Seconds without a seat signed in."})
    on_no_seat = fields.String(allow_none=True)
    level_wait = fields.Integer()
    wrap_up = fields.Integer(metadata={"description": "Seconds."})
    announce_seat = fields.Boolean()
    announce_position = fields.Boolean()
    survey = fields.Boolean()
    call_back = fields.Dict(
        metadata={"description": "attempts, pause (minutes), hours; empty for none.", "example": {}}
    )
    skill = fields.Dict(
        metadata={
            "description": "name and least level (1 to 5, the best) of a skill from which its seats follow;"
            " empty: they are set.",
            "example": {"name": "English", "least": 2},
        }
    )
    seats = fields.List(
        fields.Nested(QueueMemberSchema), metadata={"description": "All of its seats; none beside a skill."}
    )


class QueueDaySchema(Schema):
    subject = fields.String(required=True, metadata={"example": "queue sales"})
    first_day = fields.Date(required=True)
    clause = fields.String(required=True)


class QueueMadeSchema(Schema):
    generation = fields.Integer(required=True, metadata={"description": "That the switch follows to."})
    later = fields.List(
        fields.Nested(QueueDaySchema),
        required=True,
        metadata={"description": "What the contract's lead times put off."},
    )


@blueprint.route("/tenants/<tenant>/queues/<queue>", methods=["PUT"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.arguments(QueueWishSchema)
@blueprint.response(200, QueueMadeSchema)
def put_queue(args: dict[str, Any], tenant: Tenant, queue: str) -> dict[str, Any]:
    """Change a queue, or add it"""
    return _made(queue_changes.put(tenant, queue, args))


@blueprint.route("/tenants/<tenant>/queues/<queue>", methods=["DELETE"])
@asks(SETUP_CHANGE, changes=True)
@blueprint.response(200, QueueMadeSchema)
def remove_queue(tenant: Tenant, queue: str) -> dict[str, Any]:
    """Remove a queue that no flow or queue sends callers to"""
    return _made(queue_changes.remove(tenant, queue))


def _made(brought: Brought) -> dict[str, Any]:
    dated = [(change.subject, change.later.effect) for change in brought.changes if change.later]
    later = [
        {"subject": subject, "first_day": effect.first_day, "clause": effect.clause}
        for subject, effect in dated
    ]
    return {"generation": brought.generation, "later": later}
