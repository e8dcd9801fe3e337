"""``/api/v1``: who is in a tenant's rooms, and mute, kick, lock, by its own program."""

from __future__ import annotations

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema, list_of
from seatyard.identity.permissions import CALLS_PLACE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import service

blueprint = Blueprint("conferences", __name__, description="Conference rooms and who is in them.")
TO_THE_ROOM = ", ".join(service.TO_THE_ROOM)
TO_A_MEMBER = ", ".join(service.TO_A_MEMBER)


class MemberSchema(Schema):
    id = fields.Integer(required=True, metadata={"description": "The switch's, while it is in the room."})
    number = fields.String(required=True)
    name = fields.String(required=True)
    seconds = fields.Integer(required=True)
    moderator = fields.Boolean(required=True)
    muted = fields.Boolean(required=True)


class RoomSchema(Schema):
    number = fields.String(required=True)
    name = fields.String(required=True)
    max_members = fields.Integer(required=True)
    locked = fields.Boolean(required=True)
    recording = fields.Boolean(required=True)
    members = fields.List(fields.Nested(MemberSchema), required=True)


class DoneSchema(Schema):
    done = fields.String(required=True)
    conference = fields.String(required=True)
    member = fields.Integer()


@blueprint.route("/tenants/<tenant>/conferences")
@asks(CALLS_PLACE, also=(502,))
@blueprint.response(200, list_of(RoomSchema))
def rooms(tenant: Tenant) -> dict[str, list[service.Live]]:
    """All rooms, also the empty ones, each with its members"""
    return {"items": service.rooms(tenant.name)}


@blueprint.route(f"/tenants/<tenant>/conferences/<number>/<any({TO_THE_ROOM}):what>", methods=["POST"])
@asks(CALLS_PLACE, changes=True, also=(502,))
@blueprint.response(200, DoneSchema)
def to_the_room(tenant: Tenant, number: str, what: str) -> dict[str, object]:
    """Lock or unlock a room"""
    service.do(what, tenant.name, number)
    return {"done": what, "conference": number}


@blueprint.route(
    f"/tenants/<tenant>/conferences/<number>/members/<int:member>/<any({TO_A_MEMBER}):what>", methods=["POST"]
)
@asks(CALLS_PLACE, changes=True, also=(502,))
@blueprint.response(200, DoneSchema)
def to_a_member(tenant: Tenant, number: str, member: int, what: str) -> dict[str, object]:
    """Mute, unmute or kick a member: the `id` in the room's list"""
    service.do(what, tenant.name, number, member)
    return {"done": what, "conference": number, "member": member}
