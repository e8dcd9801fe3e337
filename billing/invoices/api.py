"""``/api/v1``: invoices, one with its lines, the calls behind a line, and the files."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, missing, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import (
    PAGE,
    Amount,
    LanguageArgs,
    Moment,
    MonthPageArgs,
    PageArgs,
    Schema,
    page_of,
    shown,
)
from seatyard.attached import attached
from seatyard.errors import InvalidInput
from seatyard.identity.permissions import MONEY, SERVICE
from seatyard.paging import Part
from tenants import directory
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..engine import Kind
from ..exports.forms import FORMS
from ..models import Invoice
from ..owed import stands
from . import charged, evidence, service

blueprint = Blueprint("invoices", __name__, description="Invoices, and what each line was computed from.")


class InvoicesArgs(MonthPageArgs):
    standing = fields.Boolean(
        load_default=False, metadata={"description": "With `state` and `open`, which take their time."}
    )


class InvoicesOfAllArgs(InvoicesArgs):
    state = fields.String(
        validate=validate.OneOf(stands.STATES), metadata={"description": "Of a month: wants `period`."}
    )


class InvoiceSchema(Schema):
    number = fields.String(required=True)
    period = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in Kind]))
    currency = fields.String(required=True)
    subtotal = Amount(required=True)
    tax = Amount(required=True)
    total = Amount(required=True)
    due = fields.Date(required=True)
    finalised_at = Moment(required=True)


class StandingInvoiceSchema(InvoiceSchema):
    state = fields.String(validate=validate.OneOf(stands.STATES))
    open = Amount(metadata={"description": "What is not paid of it."})


class InvoiceOfAllSchema(StandingInvoiceSchema):
    tenant = fields.String(required=True)


class LineSchema(Schema):
    position = fields.Integer(required=True)
    clause = fields.String(required=True)
    description_zh = fields.String(required=True)
    description_en = fields.String(required=True)
    quantity = Amount(required=True)
    unit = fields.String(required=True)
    unit_price = Amount(required=True)
    amount = Amount(required=True)
    formula = fields.String(required=True)
    explained_zh = fields.String(required=True)
    explained_en = fields.String(required=True)
    period = fields.String(required=True, metadata={"description": "Where it is not the invoice's."})
    taxed = fields.Boolean(required=True)
    corrects = fields.String(required=True, metadata={"description": "The invoice that it corrects."})
    evidence = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "How much, by kind."}
    )


class InvoiceWithLinesSchema(StandingInvoiceSchema):
    tax_formula = fields.String(required=True)
    fingerprint = fields.String(required=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class ChargedCallSchema(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    started_at = Moment(required=True)
    caller = fields.String(required=True)
    callee = fields.String(required=True)
    talk_us = fields.Integer(attribute="billusec")
    minutes = Amount(required=True)


@blueprint.route("/invoices")
@asks(MONEY)
@blueprint.arguments(InvoicesOfAllArgs, location="query")
@blueprint.response(200, page_of(InvoiceOfAllSchema))
def invoices_of_all(args: dict[str, Any]) -> Part[dict[str, Any]]:
    """Invoices of all tenants, the newest first; those of a state by their numbers, the last first"""
    standing = args.pop("standing")
    found = _in_state(**args) if "state" in args else service.part_of(None, **args)
    names = directory.names([one.tenant_id for one in found.entries])
    where = stands.of_invoices(found.entries) if standing else {}
    told = [_shown(InvoiceOfAllSchema, one, where, tenant=names[one.tenant_id]) for one in found.entries]
    return Part(told, found.after)


@blueprint.route("/tenants/<tenant>/invoices")
@asks(SERVICE)
@blueprint.arguments(InvoicesArgs, location="query")
@blueprint.response(200, page_of(StandingInvoiceSchema))
def invoices(args: dict[str, Any], tenant: Tenant) -> Part[dict[str, Any]]:
    """Invoices of a tenant, the newest first"""
    standing = args.pop("standing")
    found = service.part_of(tenant.id, **args)
    where = stands.of_invoices(found.entries) if standing else {}
    return Part([_shown(StandingInvoiceSchema, one, where) for one in found.entries], found.after)


@blueprint.route("/tenants/<tenant>/invoices/<invoice>")
@asks(SERVICE)
@blueprint.response(200, InvoiceWithLinesSchema)
def one_invoice(tenant: Tenant, invoice: str) -> dict[str, Any]:
    """An invoice with its lines"""
    found = service.by_number(invoice, tenant.id)
    counts = evidence.counts(found.id)
    lines = [shown(LineSchema, line, evidence=counts.get(line.id, {})) for line in found.lines]
    return _shown(InvoiceWithLinesSchema, found, stands.of_invoices([found]), lines=lines)


@blueprint.route("/tenants/<tenant>/invoices/<invoice>/lines/<int:position>/calls")
@asks(SERVICE)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, page_of(ChargedCallSchema))
def charged_calls(args: dict[str, Any], tenant: Tenant, invoice: str, position: int) -> charged.CallPage:
    """The calls behind a line, the earliest first"""
    line = service.line_of(service.by_number(invoice, tenant.id), position)
    return charged.calls(line, args["after"], args["limit"])


@blueprint.route(f"/tenants/<tenant>/invoices/<invoice>/files/<any({', '.join(FORMS)}):form>")
@asks(SERVICE)
@blueprint.arguments(LanguageArgs, location="query")
@blueprint.file(*(form.mimetype for form in FORMS.values()))
def invoice_file(args: dict[str, str], tenant: Tenant, invoice: str, form: str) -> Response:
    """An invoice as it is sent: pdf, xlsx, csv, json, ubl"""
    found, asked = service.by_number(invoice, tenant.id), FORMS[form]
    content = asked.write([found], args["language"])
    return attached(content, asked.mimetype, f"{found.number}.{asked.extension}")


def _in_state(*, state: str, period: str | None = None, after: str = "", limit: int = PAGE) -> Part[Invoice]:
    if period is None:
        raise InvalidInput("needs the month", where="query.period")
    return service.part_in(stands.numbers(period, state), after, limit)


def _shown(schema: type[Schema], one: Invoice, where: dict[str, stands.Stand], **more: Any) -> dict[str, Any]:
    stand = where.get(one.number)
    state, left = (stand.state, stand.left) if stand else (missing, missing)
    return shown(schema, one, state=state, open=left, **more)
