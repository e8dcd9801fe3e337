"""Credit notes: made by finance from an invoice, shown first; each to see, and as a file."""

from __future__ import annotations

from uuid import uuid4

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.credits import service
from billing.credits.asked import read
from billing.credits.models import CreditNote
from billing.exports.note_forms import FORMS
from billing.invoices import service as invoices
from billing.invoices.service import by_number
from billing.owed import board
from billing.parties.service import are_told
from seatyard.attached import attached
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import MONEY, MONEY_WORK, SERVICE
from seatyard.identity.roles import may
from seatyard.paging import Page
from tenants import directory
from tenants.models import Tenant

from ..i18n import language
from ..said import said

FILES = ("pdf", "json", "ubl")


@may(MONEY)
def credit_notes() -> str:
    """All, or those to a month's invoices."""
    period = request.args.get("period", "")
    page = service.listing(period=period or None, page=request.args.get("page", 1, int))
    return _listed(
        page,
        period=period,
        months=invoices.months(),
        credited=board.credited(period) if period else None,
    )


@may(SERVICE)
def tenant_credit_notes(tenant: Tenant) -> str:
    return _listed(service.listing(tenant_id=tenant.id, page=request.args.get("page", 1, int)), tenant)


@may(SERVICE)
def credit_note(tenant: Tenant, note: str) -> str:
    forms = [form for form in FILES if form != "ubl" or are_told(tenant)]
    return render_template(
        "credit_note.html", tenant=tenant, note=service.by_number(note, tenant.id), forms=forms
    )


@may(SERVICE)
def credit_note_file(tenant: Tenant, note: str, form: str) -> Response:
    found, asked = service.by_number(note, tenant.id), FORMS[form]
    return attached(asked.write(found, language()), asked.mimetype, f"{found.number}.{asked.extension}")


@may(MONEY_WORK)
def credit(tenant: Tenant, number: str) -> str:
    return _form(tenant, number)


@may(MONEY_WORK)
def give_credit(tenant: Tenant, number: str) -> ResponseReturnValue:
    """Shown first; given once ``request``, which the preview made, comes back with it."""
    given = request.form
    try:
        lines = [f"{at}={amount}" for at, amount in _amounts() if amount]
        asked = read(given.get("what") == "whole", given.get("amount", ""), lines)
        if given.get("do") != "give":
            seen = service.preview(number, asked, tenant.id)
            return _form(tenant, number, preview=seen, token=uuid4().hex)
        made, _ = service.give(
            number,
            asked,
            reason=given.get("reason", ""),
            by=current_user.login,
            request=given.get("request", ""),
            tenant_id=tenant.id,
        )
    except SeatyardError as error:
        return _form(tenant, number, problem=said(error)), error.status
    return redirect(url_for("ui.credit_note", tenant=tenant.name, note=made.number))


def _amounts() -> list[tuple[str, str]]:
    """By the line's position, of the fields ``line-1``."""
    found = [(name, value.strip()) for name, value in request.form.items() if name.startswith("line-")]
    return [(name.removeprefix("line-"), value) for name, value in found]


def _form(
    tenant: Tenant, number: str, *, preview: service.Preview | None = None, token: str = "", problem: str = ""
) -> str:
    invoice = by_number(number, tenant.id)
    return render_template(
        "credit.html",
        tenant=tenant,
        invoice=invoice,
        left=service.lines_left(invoice),
        preview=preview,
        token=token,
        problem=problem,
        given=request.form,
    )


def _listed(page: Page[CreditNote], tenant: Tenant | None = None, **month: object) -> str:
    owners = directory.by_id([note.tenant_id for note in page.entries])
    return render_template("credit_notes.html", page=page, owners=owners, tenant=tenant, **month)
