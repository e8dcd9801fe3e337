"""``/api/v1``: tenants, and what each has: numbers, queues, flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, PageArgs, Schema, list_of, page_of, shown
from seatyard.errors import NotFound
from seatyard.identity import standing_in
from seatyard.identity.models import StandIn
from seatyard.identity.permissions import HOME, TENANTS
from seatyard.paging import Part

from . import directory, skill_map
from .models import Flow, Number, Queue, Tenant
from .numbers import STATES
from .tokens.door import asks

blueprint = Blueprint("tenants", __name__, description="Tenants, their numbers, queues and flows.")


class TenantSchema(Schema):
    name = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    domain = fields.String(required=True)
    timezone = fields.String(required=True)
    language = fields.String(required=True)
    generation = fields.Integer(required=True, metadata={"description": "Raised by every change."})
    created_at = Moment(required=True)


class SizedTenantSchema(TenantSchema):
    seats = fields.Integer(required=True, metadata={"description": "Leased now."})
    numbers = fields.Integer(required=True)


class TenantsArgs(PageArgs):
    search = fields.String(load_default="", metadata={"description": "In name or title."})


class StandInSchema(Schema):
    login = fields.String(required=True)
    reason = fields.String(required=True)
    begun_at = Moment(required=True)
    ends_at = Moment(required=True, metadata={"description": "When it ends by itself, or ended."})


class NumberSchema(Schema):
    e164 = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    carrier = fields.String(allow_none=True)
    until = fields.Date(allow_none=True)
    flow = fields.String(allow_none=True, metadata={"description": "By name."})


class QueueSeatSchema(Schema):
    seat = fields.String(required=True)
    level = fields.Integer(required=True)
    position = fields.Integer(required=True)


class QueueSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    strategy = fields.String(required=True)
    wait_limit = fields.Integer(required=True, metadata={"description": "Seconds; 0 is without limit."})
    on_timeout = fields.String(allow_none=True)
    max_waiting = fields.Integer(required=True)
    on_full = fields.String(allow_none=True)
    no_seat_limit = fields.Integer(required=True)
    on_no_seat = fields.String(allow_none=True)
    level_wait = fields.Integer(required=True)
    wrap_up = fields.Integer(required=True, metadata={"description": "Seconds."})
    announce_seat = fields.Boolean(required=True)
    announce_position = fields.Boolean(required=True)
    survey = fields.Boolean(required=True)
    call_back = fields.Dict(required=True)
    skill = fields.Dict(
        required=True, metadata={"description": "name and least level; empty: its seats are set by hand."}
    )
    seats = fields.List(fields.Nested(QueueSeatSchema), required=True)


class SkilledSchema(Schema):
    number = fields.String(required=True)
    level = fields.Integer(required=True, metadata={"description": "1 to 5, the best."})


class SkillSchema(Schema):
    name = fields.String(required=True)
    seats = fields.List(
        fields.Nested(SkilledSchema), required=True, metadata={"description": "The best first."}
    )
    queues = fields.List(
        fields.String(), required=True, metadata={"description": "Those that ask for it, by name."}
    )


class FlowVersionSchema(Schema):
    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    published_at = Moment(allow_none=True)


class FlowSchema(Schema):
    name = fields.String(required=True)
    published = fields.Integer(required=True, metadata={"description": "The version on the switch."})


class FlowDocumentSchema(FlowSchema):
    document = fields.Dict(required=True, metadata={"description": "As published: start and nodes."})
    versions = fields.List(fields.Nested(FlowVersionSchema), required=True)


@blueprint.route("/tenants")
@asks(TENANTS)
@blueprint.arguments(TenantsArgs, location="query")
@blueprint.response(200, page_of(TenantSchema))
def tenants(args: dict[str, Any]) -> Part[Tenant]:
    """Tenants by name"""
    return directory.part_of(**args)


@blueprint.route("/tenants/<tenant>")
@asks(HOME)
@blueprint.response(200, SizedTenantSchema)
def one_tenant(tenant: Tenant) -> dict[str, Any]:
    """A tenant, with how much it leases"""
    seats = directory.seats_leased([tenant.id]).get(tenant.id, 0)
    numbers = directory.numbers_held([tenant.id]).get(tenant.id, 0)
    return shown(SizedTenantSchema, tenant, seats=seats, numbers=numbers)


@blueprint.route("/tenants/<tenant>/stand-ins")
@asks(HOME)
@blueprint.response(200, list_of(StandInSchema))
def stand_ins(tenant: Tenant) -> dict[str, Sequence[StandIn]]:
    """Who of the operator's acted as this tenant, the latest ten"""
    return {"items": standing_in.of_tenant(tenant.id)}


@blueprint.route("/tenants/<tenant>/numbers")
@asks(HOME)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(NumberSchema))
def numbers(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Numbers of a tenant"""
    found: Part[Number] = directory.numbers_of(tenant.id, **args)
    return Part(
        [shown(NumberSchema, one, flow=one.flow and one.flow.name) for one in found.entries], found.after
    )


@blueprint.route("/tenants/<tenant>/queues")
@asks(HOME)
@blueprint.response(200, list_of(QueueSchema))
def queues(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All queues of a tenant, by name, each with its seats"""
    return {"items": [shown(QueueSchema, queue, seats=_seats(queue)) for queue in tenant.queues]}


@blueprint.route("/tenants/<tenant>/skills")
@asks(HOME)
@blueprint.response(200, list_of(SkillSchema))
def skills(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """Who can what: all skills of a tenant's seats, and the queues that ask for them"""
    return {"items": [_skill(skill) for skill in skill_map.of_tenant(tenant)]}


@blueprint.route("/tenants/<tenant>/flows")
@asks(HOME)
@blueprint.response(200, list_of(FlowSchema))
def flows(tenant: Tenant) -> dict[str, Sequence[Flow]]:
    """All flows of a tenant, by name"""
    return {"items": tenant.flows}


@blueprint.route("/tenants/<tenant>/flows/<flow>")
@asks(HOME)
@blueprint.response(200, FlowDocumentSchema)
def one_flow(tenant: Tenant, flow: str) -> Flow:
    """A flow as it is published, and its versions"""
    for one in tenant.flows:
        if one.name == flow:
            return one
    raise NotFound(f"no flow {flow}", where=f"tenant {tenant.name}")


def _seats(queue: Queue) -> list[dict[str, Any]]:
    tiers = sorted(queue.tiers, key=lambda tier: (tier.level, tier.position, tier.seat.number))
    return [{"seat": one.seat.number, "level": one.level, "position": one.position} for one in tiers]


def _skill(skill: skill_map.Skill) -> dict[str, Any]:
    ranked = [(seat, level) for level, seats in skill.seats.items() for seat in seats]
    return {
        "name": skill.name,
        "seats": [{"number": seat.number, "level": level} for seat, level in ranked],
        "queues": [queue.name for queue in skill.queues],
    }
