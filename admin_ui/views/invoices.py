"""Invoices: lists, one with its lines, the evidence of a line, and the files."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Response, render_template, request
from flask_login import current_user

from billing import terms
from billing.credits.stored import notes_of
from billing.documents.invoice import of_invoice
from billing.dropping import evidence as dropped
from billing.exports.forms import FORMS
from billing.findings.word import word_of
from billing.gateway import shown
from billing.invoices import charged, evidence, service, signed_in
from billing.models import Invoice
from billing.owed import board, stands
from billing.parties.service import are_told
from seatyard.attached import attached
from seatyard.identity.permissions import MONEY, SERVICE
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Tenant

from ..i18n import language


@may(MONEY)
def invoices() -> str:
    period, state = request.args.get("period", ""), request.args.get("state", "")
    number = request.args.get("page", 1, int)
    if period and state in stands.STATES:
        page = service.named(stands.numbers(period, state), number)
    else:
        page, state = service.listing(period=period or None, page=number), ""
    owners = directory.by_id([invoice.tenant_id for invoice in page.entries])
    return render_template(
        "invoices.html",
        page=page,
        owners=owners,
        period=period,
        months=service.months(),
        state=state,
        board=board.board(period) if period else None,
        stands=stands.of_invoices(page.entries),
        standings=_standings(page.entries),
    )


@may(SERVICE)
def tenant_invoices(tenant: Tenant) -> str:
    page = service.listing(tenant_id=tenant.id, page=request.args.get("page", 1, int))
    standings = _standings(page.entries)
    return render_template(
        "invoices.html",
        page=page,
        owners={tenant.id: tenant},
        tenant=tenant,
        stands=stands.of_invoices(page.entries),
        standings=standings,
    )


@may(SERVICE)
def invoice(tenant: Tenant, number: str) -> str:
    found = service.by_number(number, tenant.id)
    return render_template(
        "invoice.html",
        tenant=tenant,
        invoice=found,
        counts=evidence.counts(found.id),
        template=terms.find(found.contract.template),
        forms=[form for form in FORMS if form != "ubl" or are_told(tenant)],
        word=None if current_user.of_tenant else word_of(found.id),
        notes=notes_of(found.id),
        standing=_standings([found]).get(found.number),
    )


@may(SERVICE)
def line(tenant: Tenant, number: str, position: int) -> str:
    invoice = service.by_number(number, tenant.id)
    found = service.line_of(invoice, position)
    return render_template(
        "line.html",
        tenant=tenant,
        invoice=invoice,
        line=found,
        template=terms.find(invoice.contract.template),
        counts=evidence.counts(invoice.id).get(found.id, {}),
        calls=charged.calls(found, request.args.get("after", "")),
        gone=dropped.of_line(found),
        seats=evidence.seats(found),
        outages=evidence.outages(found),
        lines=evidence.lines(found),
        earlier=evidence.invoices(found),
        places=evidence.terms(found),
        facts=evidence.facts(found),
        sign_ins=signed_in.sign_ins(found),
    )


@may(SERVICE)
def invoice_file(tenant: Tenant, number: str, form: str) -> Response:
    invoice = service.by_number(number, tenant.id)
    found = FORMS[form]
    one = json.dumps(of_invoice(invoice), ensure_ascii=False) if form == "json" else None
    content = one or found.write([invoice], language())
    return attached(content, found.mimetype, f"{invoice.number}.{found.extension}")


def _standings(invoices: Sequence[Invoice]) -> dict[str, shown.Standing]:
    numbers = [invoice.number for invoice in invoices]
    return shown.of_invoices(numbers, staff=not current_user.of_tenant)
