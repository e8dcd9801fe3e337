"""``/api/v1``: what a tenant's callers hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of, shown
from seatyard.identity.permissions import PROMPTS, PROMPTS_CHANGE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import service, wanted
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
    played_in = fields.List(
        fields.String(), required=True, metadata={"description": "Flow and node: main/hello."}
    )


@blueprint.route("/tenants/<tenant>/prompts")
@asks(PROMPTS)
@blueprint.response(200, list_of(PromptSchema))
def prompts(tenant: Tenant) -> dict[str, Sequence[dict[str, Any]]]:
    """All prompts of a tenant, by name"""
    places = wanted.places(tenant)
    return {"items": [_shown(one, places) for one in service.listing(tenant)]}


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
def add_prompt(tenant: Tenant, prompt: str) -> dict[str, Any]:
    """Take in a recording under a name, in place of what was heard there"""
    return _shown(service.add(tenant, prompt, request.get_data(), where="body"), wanted.places(tenant))


@blueprint.route("/tenants/<tenant>/prompts/<prompt>", methods=["DELETE"])
@asks(PROMPTS_CHANGE, changes=True)
@blueprint.response(204)
def remove_prompt(tenant: Tenant, prompt: str) -> Response:
    """Take an uploaded recording away, which no flow plays by its name"""
    service.remove(tenant, prompt)
    return Response(status=204)


def _shown(prompt: StoredPrompt, places: Mapping[str, list[str]]) -> dict[str, Any]:
    return shown(PromptSchema, prompt, played_in=places.get(prompt.name, []))
