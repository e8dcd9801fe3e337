"""``/api/v1``: the calls that reached a seat last, for a browser at its side."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from sqlalchemy import select

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema
from seatyard.db import db
from seatyard.identity.permissions import CALLS
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..seats.service import seat_of
from ..webhooks.models import Delivery

blueprint = Blueprint("parameters", __name__, description="What a call carries for the system beside a seat.")
LATEST = 10
CALL = {"type": "object", "required": ["kind", "at"], "additionalProperties": True}


class SeatCallsSchema(Schema):
    items = fields.List(fields.Dict(metadata=CALL), required=True)


@blueprint.route("/tenants/<tenant>/seats/<seat>/calls")
@asks(CALLS)
@blueprint.response(200, SeatCallsSchema)
def reached(tenant: Tenant, seat: str) -> dict[str, list[dict[str, Any]]]:
    """The calls that reached a seat last: kind, moment, and what the tenant asked to be told of them"""
    found = seat_of(tenant.name, seat)
    query = select(Delivery).filter_by(tenant_id=tenant.id, seat_id=found.id)
    latest = db.session.scalars(query.order_by(Delivery.at.desc(), Delivery.id).limit(LATEST))
    return {"items": [{"kind": one.kind, "at": one.at.isoformat(), **one.data} for one in latest]}
