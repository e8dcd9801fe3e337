"""``/api/v1``: what a tenant owes."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, PageArgs, Schema, list_of, page_of, shown
from seatyard.identity.permissions import MONEY, SERVICE
from seatyard.paging import Part
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..documents.data import of_arrear
from . import service

blueprint = Blueprint("owed", __name__, description="Open bills as a day ends.")


class OpenBillSchema(Schema):
    id = fields.String(required=True)
    period = fields.String(required=True)
    kind = fields.String(required=True)
    due = fields.String(required=True)
    total = fields.String(required=True)
    outstanding = fields.String(required=True)
    days_late = fields.Integer(required=True)
    late_fee = fields.String(required=True)


class OwedSchema(Schema):
    contract_id = fields.Integer(required=True)
    currency = fields.String(required=True)
    on = fields.Date(required=True)
    open = Amount(required=True)
    overdue = Amount(required=True)
    ahead = Amount(required=True, metadata={"description": "Paid or credited before there is a bill."})
    balance = Amount(required=True, metadata={"description": "The ledger's."})
    bills = fields.List(fields.Nested(OpenBillSchema), required=True)


class OwedOfAllSchema(OwedSchema):
    tenant = fields.String(required=True)


@blueprint.route("/owed")
@asks(MONEY)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(OwedOfAllSchema))
def owed_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """What is open of all tenants' contracts, today"""
    found = service.part_of(**args)
    names = directory.names([one.tenant_id for one in found.entries])
    return Part([_shown(one) | {"tenant": names[one.tenant_id]} for one in found.entries], found.after)


@blueprint.route("/tenants/<tenant>/owed")
@asks(SERVICE)
@blueprint.response(200, list_of(OwedSchema))
def owed(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """What is open of each contract of a tenant, today"""
    return {"items": [_shown(one) for one in service.of_tenant(tenant.name)]}


def _shown(one: service.Owed) -> dict[str, Any]:
    return shown(OwedSchema, one, bills=[of_arrear(bill) for bill in one.bills])
