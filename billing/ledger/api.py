"""``/api/v1``: a tenant's ledger."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Moment, PageArgs, Schema, page_of, shown
from seatyard.identity.permissions import SERVICE
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import statement

blueprint = Blueprint("ledger", __name__, description="What happened to a tenant's money, in double entry.")


class EntrySchema(Schema):
    account = fields.String(required=True)
    amount = Amount(required=True, metadata={"description": "Above zero: debit; below: credit."})


class TransactionSchema(Schema):
    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True, metadata={"description": "An invoice's number, a fact's name."})
    on = fields.Date(required=True)
    period = fields.String(required=True)
    currency = fields.String(required=True)
    posted_at = Moment(required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True)


@blueprint.route("/tenants/<tenant>/ledger")
@asks(SERVICE)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(TransactionSchema))
def ledger(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Transactions of a tenant in the order in which they were posted"""
    found = statement.part_of(tenant.id, **args)
    return Part([shown(TransactionSchema, one) for one in found.entries], found.after)
