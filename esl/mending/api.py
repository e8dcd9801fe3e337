"""``/api/v1``: looks for drift, and mending it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, shown
from seatyard.errors import NotFound
from seatyard.identity.permissions import NODES, NODES_MEND
from tenants.tokens.door import asking, asks

from . import service
from .models import STATES, DriftLook

blueprint = Blueprint("mending", __name__, description="What a node no longer has as it was set.")


class LookArgs(Schema):
    mends = fields.Boolean(load_default=False, metadata={"description": "Also put right what is found."})


class MissingSchema(Schema):
    tenant = fields.String(required=True)
    command = fields.String(required=True)
    why = fields.String(required=True)


class LookSchema(Schema):
    id = fields.Integer(required=True)
    mends = fields.Boolean(required=True)
    asked_at = Moment(required=True)
    asked_by = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    finished_at = Moment(allow_none=True)
    differences = fields.Integer(allow_none=True, metadata={"description": "How many; null until then."})
    commands = fields.List(
        fields.Nested(MissingSchema), required=True, metadata={"description": "The first fifty."}
    )
    problem = fields.String(required=True)


@blueprint.route("/nodes/<node>/drift")
@asks(NODES)
@blueprint.response(200, LookSchema)
def last_look(node: str) -> dict[str, Any]:
    """The last look for drift that somebody asked for"""
    found = service.last(node)
    if found is None:
        raise NotFound("nobody has asked for a look", where=f"node {node}")
    return _shown(found)


@blueprint.route("/nodes/<node>/drift", methods=["POST"])
@asks(NODES_MEND, changes=True)
@blueprint.arguments(LookArgs)
@blueprint.response(202, LookSchema)
def look(args: dict[str, Any], node: str) -> dict[str, Any]:
    """Let the worker look for drift at once, and put it right if wanted"""
    return _shown(service.ask(node, by=asking().by, **args))


def _shown(one: DriftLook) -> dict[str, Any]:
    found = one.found
    return shown(LookSchema, one, differences=found.get("differences"), commands=found.get("commands", []))
