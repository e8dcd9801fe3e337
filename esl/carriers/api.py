"""``/api/v1``: the carriers. Users and passwords are set on the command line: they are files there."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, ReasonArgs, Schema, list_of, shown
from seatyard.app import settings_of
from seatyard.errors import Conflict
from seatyard.identity.permissions import NODES, TRUNKS_CHANGE
from tenants.tokens.door import asks

from . import service
from .formats import FORMATS
from .models import Trunk
from .options import IDENTITIES
from .traffic import Traffic, midnight, traffic

blueprint = Blueprint("trunks", __name__, description="The carriers, and what goes over them.")
_FORMAT, _IDENTITY = validate.OneOf(FORMATS), validate.OneOf(IDENTITIES)


class CauseSchema(Schema):
    cause = fields.String(required=True)
    legs = fields.Integer(required=True)


class TrafficSchema(Schema):
    now = fields.Integer(required=True, metadata={"description": "Channels, answered and not hung up."})
    inbound = fields.Integer(required=True, metadata={"description": "Legs since the operator's midnight."})
    outbound = fields.Integer(required=True)
    answered = fields.Integer(required=True, metadata={"description": "Of both."})
    failed = fields.List(
        fields.Nested(CauseSchema), required=True, metadata={"description": "Outbound, by cause."}
    )


class TrunkRouteSchema(Schema):
    prefix = fields.String(required=True)
    priority = fields.Integer(required=True)
    weight = fields.Integer(required=True)


class TrunkOptions(Schema):
    networks = fields.List(fields.String(), metadata={"description": "Where it calls in from, too."})
    codecs = fields.String(metadata={"example": "PCMA,PCMU"})
    called_format = fields.String(validate=_FORMAT)
    caller_format = fields.String(validate=_FORMAT)
    incoming_format = fields.String(validate=_FORMAT)
    identity = fields.String(validate=_IDENTITY)
    own_numbers = fields.Boolean()
    max_channels = fields.Integer(metadata={"description": "Calls placed at once, on one node."})
    ping = fields.Integer(metadata={"description": "Seconds between OPTIONS; 0 never asks."})
    progress_timeout = fields.Integer()
    ring_timeout = fields.Integer()


class TrunkChangeArgs(TrunkOptions):
    host = fields.String()
    port = fields.Integer()


class TrunkAddArgs(TrunkOptions):
    name = fields.String(required=True)
    host = fields.String(required=True)
    port = fields.Integer(load_default=5060)
    prefixes = fields.List(fields.String(), metadata={"description": "None is all numbers."})


class RouteArgs(Schema):
    prefix = fields.String(required=True, metadata={"example": "+86"})
    priority = fields.Integer(load_default=None)
    weight = fields.Integer(load_default=None)
    remove = fields.Boolean(load_default=False)


class TrunkSchema(Schema):
    name = fields.String(required=True)
    host = fields.String(required=True)
    port = fields.Integer(required=True)
    networks = fields.List(fields.String(), required=True)
    registers = fields.Boolean(required=True)
    username = fields.String(allow_none=True)
    codecs = fields.String(required=True)
    called_format = fields.String(required=True)
    caller_format = fields.String(required=True)
    incoming_format = fields.String(required=True)
    identity = fields.String(required=True)
    own_numbers = fields.Boolean(required=True)
    max_channels = fields.Integer(allow_none=True)
    ping = fields.Integer(required=True)
    progress_timeout = fields.Integer(required=True)
    ring_timeout = fields.Integer(required=True)
    disabled_at = Moment(allow_none=True)
    disabled_because = fields.String(required=True)
    routes = fields.List(fields.Nested(TrunkRouteSchema), required=True)
    traffic = fields.Nested(TrafficSchema, required=True)


@blueprint.route("/trunks")
@asks(NODES)
@blueprint.response(200, list_of(TrunkSchema))
def trunks() -> dict[str, list[dict[str, Any]]]:
    """All carriers, with today's traffic"""
    return {"items": _shown(service.trunks())}


@blueprint.route("/trunks", methods=["POST"])
@asks(TRUNKS_CHANGE, changes=True)
@blueprint.arguments(TrunkAddArgs)
@blueprint.response(201, TrunkSchema)
def add_trunk(args: dict[str, Any]) -> dict[str, Any]:
    """Add a carrier; the nodes know it after their next `node conf`"""
    prefixes = tuple(args.pop("prefixes", ()))
    if not service.add(prefixes=prefixes, **args):
        raise Conflict("there is one already", where=f"trunk {args['name']}")
    return _one(args["name"])


@blueprint.route("/trunks/<trunk>", methods=["PATCH"])
@asks(TRUNKS_CHANGE, changes=True)
@blueprint.arguments(TrunkChangeArgs)
@blueprint.response(200, TrunkSchema)
def change_trunk(args: dict[str, Any], trunk: str) -> dict[str, Any]:
    """Change what is given of a carrier"""
    service.change(trunk, **args)
    return _one(trunk)


@blueprint.route("/trunks/<trunk>/route", methods=["POST"])
@asks(TRUNKS_CHANGE, changes=True)
@blueprint.arguments(RouteArgs)
@blueprint.response(200, TrunkSchema)
def route_trunk(args: dict[str, Any], trunk: str) -> dict[str, Any]:
    """Let a carrier serve the numbers that begin so, or no longer"""
    if args.pop("remove"):
        service.unroute(trunk, args["prefix"])
    else:
        service.route(trunk, **args)
    return _one(trunk)


@blueprint.route("/trunks/<trunk>/disable", methods=["POST"])
@asks(TRUNKS_CHANGE, changes=True)
@blueprint.arguments(ReasonArgs)
@blueprint.response(200, TrunkSchema)
def disable_trunk(args: dict[str, Any], trunk: str) -> dict[str, Any]:
    """Place no call over it until it is enabled"""
    service.disable(trunk, args["reason"])
    return _one(trunk)


@blueprint.route("/trunks/<trunk>/enable", methods=["POST"])
@asks(TRUNKS_CHANGE, changes=True)
@blueprint.response(200, TrunkSchema)
def enable_trunk(trunk: str) -> dict[str, Any]:
    """Place calls over it again"""
    service.enable(trunk)
    return _one(trunk)


def _one(name: str) -> dict[str, Any]:
    (made,) = _shown([service.find(name)])
    return made


def _shown(found: list[Trunk]) -> list[dict[str, Any]]:
    today = traffic([one.name for one in found], midnight(settings_of(current_app).timezone))
    return [
        shown(
            TrunkSchema,
            one,
            networks=one.networks.split(",") if one.networks else [],
            traffic=_traffic(today[one.name]),
        )
        for one in found
    ]


def _traffic(one: Traffic) -> dict[str, Any]:
    failed = [{"cause": cause, "legs": legs} for cause, legs in one.failed.items()]
    return shown(TrafficSchema, one, failed=failed)
