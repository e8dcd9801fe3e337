"""An invoice on paper. The same invoice gives the same bytes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ..engine import Kind
from ..invoices import heads
from ..models import Invoice
from .paper import printed


def render(invoice: Invoice, language: str) -> bytes:
    """The invoice as a PDF in ``zh`` or ``en``; see ``paper.printed``."""
    head = heads.of(invoice)
    year, month = map(int, invoice.period.split("-"))
    return printed(
        "invoice.html",
        language,
        invoice=invoice,
        kind="invoice" if invoice.kind == Kind.SETTLEMENT else invoice.kind,
        operator=head.operator,
        title=head.title(language),
        domain=head.domain,
        contract=head.contract(language),
        first=date(year, month, 1),
        last=date(year, month, monthrange(year, month)[1]),
        issued=invoice.finalised_at.astimezone(head.zone),
        quotes=head.quotes,
        outages=head.outages,
        notices=invoice.notices["items"],
    )
