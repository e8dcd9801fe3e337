"""``/api/v1``: credit notes."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, PageArgs, page_of, shown
from seatyard.identity.permissions import MONEY_WORK, SERVICE
from seatyard.paging import Part
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from . import service
from .asked import read
from .models import CreditNote

blueprint = Blueprint("credit_notes", __name__, description="What goes back of invoices.")


class CreditNoteSchema(Schema):
    number = fields.String(required=True)
    invoice = fields.String(required=True)
    on = fields.Date(required=True)
    currency = fields.String(required=True)
    subtotal = Amount(required=True)
    tax = Amount(required=True)
    total = Amount(required=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)


class CreditedLineSchema(Schema):
    position = fields.Integer(required=True)
    amount = Amount(required=True)


class CreditNoteWithLinesSchema(CreditNoteSchema):
    tax_formula = fields.String(required=True)
    fingerprint = fields.String(required=True)
    lines = fields.List(fields.Nested(CreditedLineSchema), required=True)


class CreditLineArgs(Schema):
    position = fields.Integer(required=True)
    amount = fields.String(load_default="", metadata={"description": "All that is left where none is said."})


class CreditArgs(Schema):
    """One of `whole`, `amount` and `lines`."""

    whole = fields.Boolean(load_default=False)
    amount = fields.String(load_default="", metadata={"example": "500.00"})
    lines = fields.List(fields.Nested(CreditLineArgs), load_default=list)
    reason = fields.String(required=True)


@blueprint.route("/tenants/<tenant>/credit-notes")
@asks(SERVICE)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(CreditNoteSchema))
def credit_notes(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Credit notes of a tenant, the newest first"""
    found = service.part_of(tenant.id, **args)
    return Part(
        [shown(CreditNoteSchema, one, invoice=one.invoice.number) for one in found.entries], found.after
    )


@blueprint.route("/tenants/<tenant>/credit-notes/<note>")
@asks(SERVICE)
@blueprint.response(200, CreditNoteWithLinesSchema)
def one_credit_note(tenant: Tenant, note: str) -> dict[str, Any]:
    """A credit note with its lines"""
    return _whole(service.by_number(note, tenant.id))


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/credit-notes", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(CreditArgs)
@blueprint.response(201, CreditNoteWithLinesSchema)
def give_credit(args: dict[str, Any], tenant: Tenant, invoice: str) -> dict[str, Any]:
    """Credit something of an invoice; the same amounts and reason again are the same note"""
    lines = [f"{line['position']}={line['amount']}".rstrip("=") for line in args["lines"]]
    asked = read(args["whole"], args["amount"], lines)
    made, _ = service.give(invoice, asked, reason=args["reason"], by=asking().by, tenant_id=tenant.id)
    return _whole(made)


def _whole(note: CreditNote) -> dict[str, Any]:
    lines = [{"position": one.line.position, "amount": one.amount} for one in note.lines]
    return shown(CreditNoteWithLinesSchema, note, invoice=note.invoice.number, lines=lines)
