"""``/api/v1``: what a tenant's callers hear."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of
from seatyard.identity.permissions import PROMPTS, PROMPTS_CHANGE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import service
from .models import PLACEHOLDER, SPEECH, UPLOAD, StoredPrompt

blueprint = Blueprint("prompts", __name__, description="What callers hear.")
AUDIO = "audio/wav"


class PromptSchema(Schema):
    name = fields.String(required=True)
    source = fields.String(required=True, validate=validate.OneOf((UPLOAD, SPEECH, PLACEHOLDER)))
    text = fields.String(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    milliseconds = fields.Integer(required=True)
    changed_at = Moment(required=True)


@blueprint.route("/tenants/<tenant>/prompts")
@asks(PROMPTS)
@blueprint.response(200, list_of(PromptSchema))
def prompts(tenant: Tenant) -> dict[str, Sequence[StoredPrompt]]:
    """All prompts of a tenant, by name"""
    return {"items": service.listing(tenant)}


@blueprint.route("/tenants/<tenant>/prompts/<prompt>")
@asks(PROMPTS)
@blueprint.file(AUDIO)
def sound(tenant: Tenant, prompt: str) -> Response:
    """The sound of a prompt"""
    return Response(service.content(service.find(tenant, prompt)), mimetype=AUDIO)


@blueprint.route("/tenants/<tenant>/prompts/<prompt>", methods=["PUT"])
@blueprint.sent("The recording; what the house's pages take too, up to 1 MB.", AUDIO)
@asks(PROMPTS_CHANGE, changes=True)
@blueprint.response(200, PromptSchema)
def add_prompt(tenant: Tenant, prompt: str) -> StoredPrompt:
    """Take in a recording under a name, in place of what was heard there"""
    return service.add(tenant, prompt, request.get_data(), where="body")


@blueprint.route("/tenants/<tenant>/prompts/<prompt>", methods=["DELETE"])
@asks(PROMPTS_CHANGE, changes=True)
@blueprint.response(204)
def remove_prompt(tenant: Tenant, prompt: str) -> Response:
    """Take an uploaded recording away"""
    service.remove(tenant, prompt)
    return Response(status=204)
