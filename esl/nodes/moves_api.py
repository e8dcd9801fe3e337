"""``/api/v1``: tenants' moves between nodes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import NODES, NODES_MOVE
from seatyard.paging import Part
from tenants.tokens.door import asking, asks

from . import failover, moves, moving
from .models import REASONS, STATES, Move

blueprint = Blueprint("moves", __name__, description="Tenants that move to another home node.")

_PATIENCE = fields.Integer(
    load_default=int(moving.PATIENCE / timedelta(minutes=1)),
    validate=validate.Range(0, 24 * 60),
    metadata={"description": "Minutes for which calls in progress keep the tenant on the old node."},
)


class TenantMoveArgs(Schema):
    tenant = fields.String(required=True)
    to = fields.String(required=True, metadata={"description": "A living node with room for it."})
    calls_for = _PATIENCE


class EmptyArgs(Schema):
    calls_for = _PATIENCE


class TenantMoveSchema(Schema):
    id = fields.Integer(required=True)
    tenant = fields.String(required=True)
    from_node = fields.String(required=True)
    to_node = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    why = fields.String(required=True, validate=validate.OneOf(REASONS))
    asked_by = fields.String(required=True)
    at = Moment(required=True)
    leave_by = Moment(required=True, metadata={"description": "The old node is cleaned then in any case."})
    live_at = Moment(allow_none=True, metadata={"description": "When the new home acknowledged it."})
    done_at = Moment(allow_none=True, metadata={"description": "When nothing was left on the old one."})
    problem = fields.String(allow_none=True)


class FailedOverSchema(Schema):
    moves = fields.List(fields.Nested(TenantMoveSchema), required=True)
    left = fields.List(
        fields.String(), required=True, metadata={"description": "Tenants for whom no living node has room."}
    )


@blueprint.route("/moves")
@asks(NODES)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(TenantMoveSchema))
def all_moves(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """All moves, the last one first"""
    found = moves.part_of(**args)
    return Part([_shown(one) for one in found.entries], found.after)


@blueprint.route("/moves", methods=["POST"])
@asks(NODES_MOVE, changes=True)
@blueprint.arguments(TenantMoveArgs)
@blueprint.response(201, TenantMoveSchema)
def move_tenant(args: dict[str, Any]) -> dict[str, Any]:
    """Give a tenant another home node, now"""
    patience = timedelta(minutes=args["calls_for"])
    return _shown(moving.move(args["tenant"], args["to"], by=asking().by, patience=patience))


@blueprint.route("/nodes/<node>/empty", methods=["POST"])
@asks(NODES_MOVE, changes=True)
@blueprint.arguments(EmptyArgs)
@blueprint.response(201, list_of(TenantMoveSchema))
def empty_node(args: dict[str, Any], node: str) -> dict[str, Any]:
    """Move all tenants off a draining node"""
    made = moving.empty(node, by=asking().by, patience=timedelta(minutes=args["calls_for"]))
    return {"items": [_shown(one) for one in made]}


@blueprint.route("/nodes/<node>/fail-over", methods=["POST"])
@asks(NODES_MOVE, changes=True)
@blueprint.response(201, FailedOverSchema)
def fail_over(node: str) -> dict[str, Any]:
    """Move all tenants off a node that is down"""
    done = failover.fail_over(node, by=asking().by)
    return {"moves": [_shown(one) for one in done.moves], "left": done.left}


def _shown(one: Move) -> dict[str, Any]:
    where = {"tenant": one.tenant.name, "from_node": one.old.name, "to_node": one.new.name}
    return shown(TenantMoveSchema, one, **where)
