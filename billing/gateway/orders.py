"""An invoice of ours as what a payer is asked for: its lines, its tax, and what was paid of it before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant

from ..contracts.service import agreement_of
from ..engine import midnight
from ..models import Invoice
from ..owed.service import of_tenant
from .backend import InvoiceOrder
from .money import minor

MOST_LINES = 200
"""More are told as one: services take 250."""
_TAX = {"zh": "税", "en": "Tax"}
_BEFORE = {"zh": "已付或已抵扣", "en": "Paid or credited before"}
_WHOLE = {"zh": "账单", "en": "Invoice"}


def open_amounts(tenant: str) -> dict[str, Decimal]:
    """By the numbers of a tenant's open bills: what is still owed of each. In a transaction of its own."""
    return {bill.id: bill.outstanding for owed in of_tenant(tenant) for bill in owed.bills}


def request_of(invoice: Invoice, outstanding: Decimal) -> dict[str, Any]:
    """What is asked for now, as it is put down: repeated word for word until the service has answered."""
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    language = tenant.language if tenant.language in _TAX else "en"
    return {
        "number": invoice.number,
        "currency": invoice.currency,
        "lines": _lines(invoice, outstanding, language),
        "due": _due(invoice),
        "memo": f"{invoice.number} · {invoice.period}",
        "at": clock.now().isoformat(),
    }


def order_of(request: dict[str, Any], customer: str) -> InvoiceOrder:
    lines = tuple((text, units) for text, units in request["lines"])
    return InvoiceOrder(
        customer, request["number"], request["currency"], lines, request["due"], request["memo"]
    )


def _lines(invoice: Invoice, outstanding: Decimal, language: str) -> list[list[Any]]:
    """What each is called, and its minor units. Together they are ``outstanding``."""
    parts = [(_called(line, language), line.amount) for line in invoice.lines if line.amount]
    added = invoice.total - sum((amount for _, amount in parts), Decimal(0))
    if added:
        parts.append((_TAX[language], added))
    if len(parts) > MOST_LINES:
        parts = [(f"{_WHOLE[language]} {invoice.number}", invoice.total)]
    if outstanding != invoice.total:
        parts.append((_BEFORE[language], outstanding - invoice.total))
    return [[text, minor(amount, invoice.currency)] for text, amount in parts]


def _called(line: Any, language: str) -> str:
    text = str(line.description_zh if language == "zh" else line.description_en)
    return f"{text} {line.period}" if line.period and line.period not in text else text


def _due(invoice: Invoice) -> int | None:
    """The last second of the due day where the contract counts its days; none once it is over."""
    ends = midnight(invoice.due + timedelta(days=1), agreement_of(invoice.contract).zone)
    last = int(ends.timestamp()) - 1
    return last if last > clock.now().timestamp() + 3600 else None
