"""``/api/v1``: a tenant's month so far."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Schema
from seatyard.identity.permissions import SERVICE
from tenants.models import Tenant
from tenants.tokens.door import asks

from .so_far import of

blueprint = Blueprint("month_so_far", __name__, description="An estimate of the month that runs.")


class EstimatedLineSchema(Schema):
    clause = fields.String(required=True)
    description = fields.Dict(fields.String(), fields.String(), required=True)
    quantity = fields.String(required=True)
    unit = fields.String(required=True)
    amount = fields.String(required=True)


class EstimateSchema(Schema):
    contract = fields.Integer(required=True)
    on = fields.Date(required=True, metadata={"description": "When it was computed."})
    currency = fields.String(required=True)
    total = Amount(required=True)
    problem = fields.String(required=True, metadata={"description": "Why it cannot be computed."})
    lines = fields.List(fields.Nested(EstimatedLineSchema), required=True)


class MonthSoFarSchema(Schema):
    period = fields.String(required=True, metadata={"example": "2026-03"})
    estimates = fields.List(fields.Nested(EstimateSchema), required=True)
    totals = fields.Dict(fields.String(), Amount(), required=True, metadata={"description": "By currency."})
    last_month_then = fields.Dict(fields.String(), Amount(), required=True, attribute="then")
    last_month_billed = fields.Dict(fields.String(), Amount(), required=True, attribute="billed")
    last_month_per_call = fields.Dict(fields.String(), Amount(), required=True, attribute="per_call")
    seats = fields.Integer(required=True)
    calls_handled = fields.Integer(required=True)
    last_month_calls_handled = fields.Integer(required=True, metadata={"description": "Of the same days."})


@blueprint.route("/tenants/<tenant>/month-so-far")
@asks(SERVICE)
@blueprint.response(200, MonthSoFarSchema)
def month_so_far(tenant: Tenant) -> dict[str, Any]:
    """What the month that runs will come to as things are: an estimate, never a bill"""
    found = of(tenant)
    names = ("period", "totals", "then", "billed", "per_call", "seats")
    estimates = [
        {name: getattr(one.row, name) for name in ("on", "currency", "total", "problem")}
        | {"contract": one.row.contract_id, "lines": one.lines}
        for one in found.estimates
    ]
    counted = {"calls_handled": found.calls.handled, "last_month_calls_handled": found.calls_then.handled}
    return {name: getattr(found, name) for name in names} | {"estimates": estimates} | counted
