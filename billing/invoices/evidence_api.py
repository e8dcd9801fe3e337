"""``/api/v1``: what a line of an invoice was computed from, and which lines charged a call."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from esl.calls import service as calls
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, Moment, Schema, list_of
from seatyard.identity.permissions import CALLS, SERVICE
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..models import InvoiceLine
from . import charged, evidence, service, signed_in

blueprint = Blueprint("evidence", __name__, description="From invoices to facts, and back.")


class SeatIntervalSchema(Schema):
    number = fields.String(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    quantity = Amount(required=True, metadata={"description": "Share of the month, or days."})


class OutageMinutesSchema(Schema):
    id = fields.Integer(required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(allow_none=True)
    cause = fields.String(required=True)
    minutes = Amount(required=True, metadata={"description": "Inside the month."})


class UsedFactSchema(Schema):
    name = fields.String(required=True, metadata={"example": "F17"})
    kind = fields.String(required=True)
    on = fields.Date(required=True)
    document = fields.Dict(required=True)
    quantity = Amount(required=True)


class EarlierInvoiceSchema(Schema):
    number = fields.String(required=True)
    period = fields.String(required=True)
    kind = fields.String(required=True)
    total = Amount(required=True)
    quantity = Amount(required=True, metadata={"description": "What of it counts here."})


class TermSchema(Schema):
    path = fields.String(required=True, metadata={"example": "recurring.items.server"})
    quantity = Amount(required=True)


class SignInSchema(Schema):
    number = fields.String(required=True, metadata={"description": "The seat's."})
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    known = fields.Boolean(required=True)
    quantity = Amount(required=True, metadata={"description": "Hours charged."})


class LineRefSchema(Schema):
    invoice = fields.String(required=True)
    position = fields.Integer(required=True)
    clause = fields.String(required=True)
    amount = Amount(required=True)


class EvidenceSchema(Schema):
    """Its calls have a list of their own."""

    seats = fields.List(fields.Nested(SeatIntervalSchema), required=True)
    outages = fields.List(fields.Nested(OutageMinutesSchema), required=True)
    facts = fields.List(fields.Nested(UsedFactSchema), required=True)
    invoices = fields.List(fields.Nested(EarlierInvoiceSchema), required=True)
    terms = fields.List(fields.Nested(TermSchema), required=True)
    sign_ins = fields.List(fields.Nested(SignInSchema), required=True)
    lines = fields.List(fields.Nested(LineRefSchema), required=True)


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/lines/<int:position>/evidence")
@asks(SERVICE)
@blueprint.response(200, EvidenceSchema)
def line_evidence(tenant: Tenant, invoice: str, position: int) -> dict[str, Any]:
    """What a line was computed from, but for its calls"""
    line = service.line_of(service.by_number(invoice, tenant.id), position)
    return {
        "seats": evidence.seats(line),
        "outages": evidence.outages(line),
        "facts": evidence.facts(line),
        "invoices": evidence.invoices(line),
        "terms": evidence.terms(line),
        "sign_ins": signed_in.sign_ins(line),
        "lines": [_named(one) for one in evidence.lines(line)],
    }


@blueprint.route("/tenants/<tenant>/calls/<call_id>/charges")
@asks(CALLS, seen="calls", key="call_id")
@blueprint.response(200, list_of(LineRefSchema))
def charges_of_call(tenant: Tenant, call_id: str) -> dict[str, list[dict[str, Any]]]:
    """The lines that charged a call, once its month is closed"""
    call, legs = calls.call(tenant.id, call_id)
    lines = charged.lines_charging(tenant.id, call.id, [leg.uuid for leg in legs])
    return {"items": [_named(one) for one in lines]}


def _named(line: InvoiceLine) -> dict[str, Any]:
    return {
        "invoice": line.invoice.number,
        "position": line.position,
        "clause": line.clause,
        "amount": line.amount,
    }
