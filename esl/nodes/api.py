"""``/api/v1``: the nodes."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of, shown
from seatyard.identity.permissions import HOME, NODES, NODES_MOVE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import directory, service

blueprint = Blueprint("nodes", __name__, description="The switches of the cluster.")


class NodeSchema(Schema):
    name = fields.String(required=True)
    host = fields.String(required=True)
    port = fields.Integer(required=True)
    core_uuid = fields.String(allow_none=True)
    alive_at = Moment(allow_none=True, metadata={"description": "Its last proof of life."})
    linked_at = Moment(allow_none=True, metadata={"description": "Null while the link is down."})
    tenants = fields.Integer(required=True, metadata={"description": "At home on it."})
    waiting = fields.Integer(
        required=True, metadata={"description": "Tenants whose newest generation it has not acknowledged."}
    )
    refused = fields.Integer(required=True, metadata={"description": "Of these, refused by the switch."})
    channels = fields.Integer(required=True, metadata={"description": "Answered, and not hung up."})
    lag = fields.Float(
        allow_none=True,
        metadata={"description": "Seconds that its events took (p99 of a minute)."},
    )
    lag_at = Moment(allow_none=True)
    seats = fields.Integer(required=True, metadata={"description": "Active ones of its tenants."})
    capacity = fields.Integer(
        allow_none=True, metadata={"description": "Seats that it has room for; null: nobody said."}
    )
    draining_since = Moment(
        allow_none=True, metadata={"description": "Since when it takes no further tenants; null: it does."}
    )


class NodeChangeArgs(Schema):
    draining = fields.Boolean(metadata={"description": "Whether it takes no further tenants."})
    capacity = fields.Integer(
        allow_none=True,
        validate=validate.Range(1, service.LARGEST_CAPACITY),
        metadata={"description": "Seats that it has room for; null: any number."},
    )


class PlacementSchema(Schema):
    node = fields.String(allow_none=True, metadata={"description": "Null: no home yet."})
    generation = fields.Integer(required=True, metadata={"description": "Of the tenant as it is to be."})
    acked_generation = fields.Integer(required=True, metadata={"description": "Which the node runs."})
    acked_at = Moment(allow_none=True)
    problem = fields.String(allow_none=True, metadata={"description": "Why the last attempt failed."})


@blueprint.route("/tenants/<tenant>/placement")
@asks(HOME)
@blueprint.response(200, PlacementSchema)
def placement(tenant: Tenant) -> dict[str, Any]:
    """A tenant's home node, and whether it runs what was changed last"""
    found = directory.placements([tenant.id]).get(tenant.id)
    if found is None:
        nothing = {"node": None, "acked_generation": 0, "acked_at": None, "problem": None}
        return nothing | {"generation": tenant.generation}
    return shown(PlacementSchema, found, node=found.node.name, generation=tenant.generation)


@blueprint.route("/nodes")
@asks(NODES)
@blueprint.response(200, list_of(NodeSchema))
def nodes() -> dict[str, list[dict[str, Any]]]:
    """All nodes, by name"""
    return {"items": [_shown(one) for one in directory.states()]}


@blueprint.route("/nodes/<node>", methods=["PATCH"])
@asks(NODES_MOVE, changes=True)
@blueprint.arguments(NodeChangeArgs)
@blueprint.response(200, NodeSchema)
def change_node(args: dict[str, Any], node: str) -> dict[str, Any]:
    """Let a node take further tenants or none, and say how many seats it has room for"""
    service.node(node)
    if "draining" in args:
        service.set_draining(node, args["draining"])
    if "capacity" in args:
        service.set_capacity(node, args["capacity"])
    (state,) = directory.states(node)
    return _shown(state)


def _shown(one: directory.State) -> dict[str, Any]:
    counted = {"waiting": one.waiting, "refused": one.refused, "channels": one.channels, "seats": one.seats}
    return shown(NodeSchema, one.node, tenants=one.homes, **counted)
