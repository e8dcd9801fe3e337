"""``/api/v1``: a tenant's recordings and messages; each listening is on record."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from seatyard import ranges
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import RECORDINGS, RECORDINGS_KEEP
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from ..calls import service as calls
from . import holds, service
from .models import KINDS, Recording
from .retention import Rules

blueprint = Blueprint("recordings", __name__, description="Recordings of calls, and messages.")
AUDIO = "audio/wav"


class RecordingsArgs(PageArgs):
    since = Moment()
    until = Moment()
    kind = fields.String(load_default="", validate=validate.OneOf(KINDS))
    number = fields.String(load_default="", metadata={"description": "A party of its call, whole."})
    unheard = fields.Boolean(load_default=False)


class RecordingSchema(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    call = fields.String(allow_none=True, metadata={"description": "The call's id."})
    mailbox = fields.String(allow_none=True)
    started_at = Moment(required=True)
    ended_at = Moment(required=True)
    length_ms = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    heard_at = Moment(allow_none=True)
    removed_at = Moment(allow_none=True, metadata={"description": "From its box; it is kept as any."})


class ListenSchema(Schema):
    at = Moment(required=True)
    who = fields.String(required=True)
    way = fields.String(required=True, metadata={"description": "page, phone, https or sftp."})


class WholeRecordingSchema(RecordingSchema):
    due_at = Moment(allow_none=True, metadata={"description": "When it is deleted; null: not by itself."})
    due_by = fields.String(required=True, metadata={"description": "By which policy."})
    held = fields.Boolean(required=True, metadata={"description": "By a legal hold: not deleted."})
    listens = fields.List(fields.Nested(ListenSchema), required=True)


class HeardArgs(Schema):
    heard = fields.Boolean(required=True)


@blueprint.route("/tenants/<tenant>/recordings")
@asks(RECORDINGS, seen="recordings")
@blueprint.arguments(RecordingsArgs, location="query")
@blueprint.response(200, page_of(RecordingSchema))
def recordings(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Recordings and messages, the newest first"""
    after, limit = args.pop("after"), args.pop("limit")
    found = service.listing(tenant.id, service.Filters(**args), after=after, limit=limit)
    return Part([_shown(one) for one in found.entries], found.after)


@blueprint.route("/tenants/<tenant>/recordings/<recording>")
@asks(RECORDINGS, seen="recordings", key="recording")
@blueprint.response(200, WholeRecordingSchema)
def one_recording(tenant: Tenant, recording: str) -> dict[str, Any]:
    """A recording without its sound: until when it is kept, and who has listened"""
    entry = service.one(tenant.id, recording)
    call = entry.call.id if entry.call else None
    due = Rules(tenant).due(entry.recording, entry.call)
    return shown(
        WholeRecordingSchema,
        entry.recording,
        call=call,
        due_at=due and due.at,
        due_by=due.by if due else "",
        held=holds.Held(tenant.id).holds(entry.recording, call),
        listens=service.listens(tenant.id, recording),
    )


@blueprint.route("/tenants/<tenant>/calls/<call_id>/recordings")
@asks(RECORDINGS, seen="calls", key="call_id")
@blueprint.response(200, list_of(RecordingSchema))
def recordings_of_call(tenant: Tenant, call_id: str) -> dict[str, list[dict[str, Any]]]:
    """The recordings of a call, in the order in which they began"""
    call, legs = calls.call(tenant.id, call_id)
    found: list[Recording] = service.of_legs(tenant.id, legs)
    return {"items": [shown(RecordingSchema, one, call=call.id) for one in found]}


@blueprint.route("/tenants/<tenant>/recordings/<recording>/audio")
@asks(RECORDINGS, also=(410, 502))
@blueprint.file(AUDIO)
def audio(tenant: Tenant, recording: str) -> Response:
    """The sound, or the part of it that `Range` asks for; who asks is on record"""
    who = asking()
    own = who.of_person and who.tenant_id is not None
    played = service.listen(tenant.id, recording, tenant.timezone, who.by, service.HTTPS, own=own)
    return ranges.answer(
        request,
        played.audio,
        played.bytes,
        mimetype=AUDIO,
        etag=played.sha256,
        name=played.name,
        attached=True,
    )


@blueprint.route("/tenants/<tenant>/recordings/<recording>/heard", methods=["POST"])
@asks(RECORDINGS_KEEP, changes=True)
@blueprint.arguments(HeardArgs)
@blueprint.response(200, RecordingSchema)
def mark_recording(args: dict[str, bool], tenant: Tenant, recording: str) -> dict[str, Any]:
    """Say of a message that it was heard, or is to be heard again"""
    service.mark(tenant.id, recording, heard=args["heard"])
    return _shown(service.one(tenant.id, recording))


@blueprint.route("/tenants/<tenant>/recordings/<recording>/remove", methods=["POST"])
@asks(RECORDINGS_KEEP, changes=True)
@blueprint.response(200, RecordingSchema)
def remove_message(tenant: Tenant, recording: str) -> dict[str, Any]:
    """Delete a message from its box; the recording is kept as long as any"""
    service.remove(tenant.id, recording, asking().by)
    return _shown(service.one(tenant.id, recording))


def _shown(entry: service.Entry) -> dict[str, Any]:
    return shown(RecordingSchema, entry.recording, call=entry.call and entry.call.id)
