"""``/api/v1``: what will run on the switch for a tenant that is still to come."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema
from seatyard.identity.permissions import TENANTS_ONBOARD
from tenants.onboarding.drafts import service as drafts
from tenants.tokens.door import asks

from ..nodes.room import choose
from .foreseen import foreseen

blueprint = Blueprint("onboarding_plans", __name__, description="What a draft of a tenant will run.")


class ForeseenSchema(Schema):
    node = fields.String(allow_none=True, metadata={"description": "On which it will be."})
    commands = fields.List(fields.String(), required=True, metadata={"description": "Names in place of ids."})


@blueprint.route("/onboarding/<int:onboarding>/plan")
@asks(TENANTS_ONBOARD, also=(409,))
@blueprint.response(200, ForeseenSchema)
def plan(onboarding: int) -> dict[str, Any]:
    """The commands that a draft's queues and seats lead to; 400 or 409 for what cannot be made"""
    document = drafts.whole(drafts.find(onboarding))
    node = choose(len(document.get("seats", ())))
    return {"node": node and node.name, "commands": foreseen(document)}
