"""``/api/v1``: credit notes."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, LanguageArgs, MonthPageArgs, Schema, list_of, page_of, shown
from seatyard.attached import attached
from seatyard.identity.permissions import MONEY, MONEY_WORK, SERVICE
from seatyard.paging import Part
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asking, asks

from ..exports.note_forms import FORMS
from ..invoices.service import by_number
from . import service
from .asked import Asked, read
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


class CreditNoteOfAllSchema(CreditNoteSchema):
    tenant = fields.String(required=True)


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


class CreditAmountArgs(Schema):
    """One of `whole`, `amount` and `lines`."""

    whole = fields.Boolean(load_default=False)
    amount = fields.String(load_default="", metadata={"example": "500.00"})
    lines = fields.List(fields.Nested(CreditLineArgs), load_default=list)


class CreditArgs(CreditAmountArgs):
    reason = fields.String(required=True)


class CreditLeftSchema(Schema):
    position = fields.Integer(required=True)
    left = Amount(required=True)


class CreditPreviewSchema(Schema):
    lines = fields.List(fields.Nested(CreditedLineSchema), required=True)
    subtotal = Amount(required=True)
    tax = Amount(required=True)
    total = Amount(required=True)
    left = Amount(required=True, metadata={"description": "Of the lines' amounts, after it."})


@blueprint.route("/credit-notes")
@asks(MONEY)
@blueprint.arguments(MonthPageArgs, location="query")
@blueprint.response(200, page_of(CreditNoteOfAllSchema))
def credit_notes_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Credit notes of all tenants, the newest first"""
    found = service.part_of(None, **args)
    names = directory.names([one.tenant_id for one in found.entries])
    return Part(
        [
            shown(CreditNoteOfAllSchema, one, invoice=one.invoice.number, tenant=names[one.tenant_id])
            for one in found.entries
        ],
        found.after,
    )


@blueprint.route("/tenants/<tenant>/credit-notes")
@asks(SERVICE)
@blueprint.arguments(MonthPageArgs, location="query")
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


@blueprint.route(f"/tenants/<tenant>/credit-notes/<note>/files/<any({', '.join(FORMS)}):form>")
@asks(SERVICE)
@blueprint.arguments(LanguageArgs, location="query")
@blueprint.file(*(form.mimetype for form in FORMS.values()))
def credit_note_file(args: dict[str, str], tenant: Tenant, note: str, form: str) -> Response:
    """A credit note as it is sent: pdf, json, ubl, or plain text"""
    found, asked = service.by_number(note, tenant.id), FORMS[form]
    content = asked.write(found, args["language"])
    return attached(content, asked.mimetype, f"{found.number}.{asked.extension}")


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/credit-lines")
@asks(MONEY_WORK)
@blueprint.response(200, list_of(CreditLeftSchema))
def credit_lines(tenant: Tenant, invoice: str) -> dict[str, list[dict[str, Any]]]:
    """What of each line of an invoice can still be credited"""
    left = service.lines_left(by_number(invoice, tenant.id))
    return {"items": [{"position": at, "left": amount} for at, amount in left.items()]}


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/credit-preview", methods=["POST"])
@asks(MONEY_WORK, also=(409, 413))
@blueprint.arguments(CreditAmountArgs)
@blueprint.response(200, CreditPreviewSchema)
def preview_credit(args: dict[str, Any], tenant: Tenant, invoice: str) -> dict[str, Any]:
    """What a credit note would be; nothing is kept"""
    seen = service.preview(invoice, _asked(args), tenant.id)
    lines = [{"position": at, "amount": amount} for at, amount in seen.credit.lines.items()]
    return {"lines": lines, "subtotal": seen.credit.subtotal, "tax": seen.credit.tax, "left": seen.left,
            "total": seen.credit.total}  # fmt: skip


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/credit-notes", methods=["POST"])
@asks(MONEY_WORK, changes=True)
@blueprint.arguments(CreditArgs)
@blueprint.response(201, CreditNoteWithLinesSchema)
def give_credit(args: dict[str, Any], tenant: Tenant, invoice: str) -> dict[str, Any]:
    """Credit something of an invoice; the same amounts and reason again are the same note"""
    why, by = args["reason"], asking().by
    made, _ = service.give(invoice, _asked(args), reason=why, by=by, tenant_id=tenant.id)
    return _whole(made)


def _asked(args: dict[str, Any]) -> Asked:
    lines = [f"{line['position']}={line['amount']}".rstrip("=") for line in args["lines"]]
    return read(args["whole"], args["amount"], lines)


def _whole(note: CreditNote) -> dict[str, Any]:
    lines = [{"position": one.line.position, "amount": one.amount} for one in note.lines]
    return shown(CreditNoteWithLinesSchema, note, invoice=note.invoice.number, lines=lines)
