"""``/api/v1``: tenants by what they need."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Moment, Schema, shown
from seatyard.identity.permissions import NODES, TENANTS
from tenants.tokens.door import asks

from . import listing
from .listing import HEALTHS, LIVES, Entry, Filters
from .today import today

blueprint = Blueprint("attention", __name__, description="Which tenants need somebody, and why.")


class AttentionArgs(Schema):
    search = fields.String(load_default="")
    health = fields.String(load_default="", validate=validate.OneOf(("", *HEALTHS)))
    life = fields.String(load_default="", validate=validate.OneOf(("", *LIVES)))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1))


class NeedSchema(Schema):
    tenant = fields.String(required=True)
    health = fields.String(required=True, validate=validate.OneOf(HEALTHS))
    life = fields.String(required=True, validate=validate.OneOf(LIVES))
    node = fields.String(allow_none=True)
    generation = fields.Integer(required=True)
    acked_generation = fields.Integer(required=True)
    problem = fields.String(allow_none=True)
    findings = fields.Integer(required=True, metadata={"description": "Open."})
    leased = fields.Integer(required=True, metadata={"description": "Seats."})
    in_use = fields.Integer(required=True, metadata={"description": "Signed in, with a phone."})
    numbers = fields.Integer(required=True)
    open = fields.Dict(required=True, metadata={"description": "What is owed, by currency."})
    overdue = fields.Dict(required=True)
    overdue_since = fields.Date(allow_none=True)
    reckoned_at = Moment(allow_none=True, metadata={"description": "When money changed here last."})


class NeedsSchema(Schema):
    items = fields.List(fields.Nested(NeedSchema), required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    total = fields.Integer(required=True)


class OverdueSchema(Schema):
    tenants = fields.Integer(required=True)
    amounts = fields.Dict(fields.String(), Amount(), required=True)


class TodaySchema(Schema):
    needs = fields.Dict(required=True, metadata={"description": "Tenants, by what they need."})
    findings = fields.Dict(required=True, metadata={"description": "Open ones, by kind."})
    nodes_down = fields.List(fields.String(), required=True)
    late_requests = fields.List(fields.Integer(), required=True, metadata={"description": "Or due today."})
    overdue_duties = fields.List(fields.String(), required=True)
    drafts = fields.Dict(required=True, metadata={"description": "That wait for a word, by month."})
    overdue = fields.Nested(OverdueSchema, required=True)
    outages = fields.List(
        fields.Integer(), required=True, metadata={"description": "Of which nobody has said what they were."}
    )


@blueprint.route("/today")
@asks(NODES)
@blueprint.response(200, TodaySchema)
def what_today_asks() -> dict[str, Any]:
    """What waits for the operator's decision"""
    found = today()
    return shown(
        TodaySchema,
        found,
        nodes_down=[one.node.name for one in found.nodes if one.node.linked_at is None],
        late_requests=[one.request.id for one in found.requests],
        overdue_duties=[one.name for one in found.duties],
        outages=[one.id for one in found.outages],
    )


@blueprint.route("/attention")
@asks(TENANTS)
@blueprint.arguments(AttentionArgs, location="query")
@blueprint.response(200, NeedsSchema)
def attention(args: dict[str, Any]) -> dict[str, Any]:
    """Tenants, those that need somebody soonest first"""
    found = listing.listing(Filters(args["search"], args["health"], args["life"]), args["page"])
    items = [_shown(one) for one in found.entries]
    return {"items": items, "page": found.number, "pages": found.last, "total": found.total}


def _shown(one: Entry) -> dict[str, Any]:
    money = one.standing
    return shown(
        NeedSchema,
        one,
        tenant=one.tenant.name,
        generation=one.tenant.generation,
        open=money.open if money else {},
        overdue=money.overdue if money else {},
        overdue_since=money.overdue_since if money else None,
        reckoned_at=money.computed_at if money else None,
    )
