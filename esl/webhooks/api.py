"""``/api/v1``: what a tenant's own system was told, and telling it again."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.identity.permissions import WEBHOOKS
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import service
from .models import Delivery

blueprint = Blueprint("webhooks", __name__, description="Messages to the tenant's own system.")


class MessagesArgs(Schema):
    state = fields.String(load_default="", validate=validate.OneOf(service.STATES))


class MessageSchema(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    at = Moment(required=True)
    data = fields.Dict(required=True)
    state = fields.String(required=True, validate=validate.OneOf(service.STATES))
    made_at = Moment(required=True)
    due_at = Moment(required=True)
    attempts = fields.Integer(required=True)
    status = fields.Integer(allow_none=True, metadata={"description": "The receiver's last answer."})
    problem = fields.String(required=True)
    ended_at = Moment(allow_none=True)


@blueprint.route("/tenants/<tenant>/webhook/messages")
@asks(WEBHOOKS, seen="webhook_messages")
@blueprint.arguments(MessagesArgs, location="query")
@blueprint.response(200, list_of(MessageSchema))
def messages(args: dict[str, str], tenant: Tenant) -> dict[str, Sequence[Delivery]]:
    """The latest messages first"""
    return {"items": service.listing(tenant, args["state"])}


@blueprint.route("/tenants/<tenant>/webhook/messages/<message>/resend", methods=["POST"])
@asks(WEBHOOKS, changes=True)
@blueprint.response(202, MessageSchema)
def resend(tenant: Tenant, message: str) -> Delivery:
    """Send a message again, with the same id"""
    return service.resend(tenant, message)
