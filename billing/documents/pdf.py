"""An invoice on paper. The same invoice gives the same bytes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from zoneinfo import ZoneInfo

from seatyard.db import db
from tenants.models import Tenant

from .. import terms
from ..engine import Kind
from ..models import Invoice
from .paper import printed


def render(invoice: Invoice, language: str) -> bytes:
    """The invoice as a PDF in ``zh`` or ``en``; see ``paper.printed``."""
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    template = terms.find(invoice.contract.template)
    clauses = dict.fromkeys(line.clause for line in invoice.lines)
    year, month = map(int, invoice.period.split("-"))
    return printed(
        "invoice.html",
        language,
        invoice=invoice,
        kind="invoice" if invoice.kind == Kind.SETTLEMENT else invoice.kind,
        tenant=tenant,
        title=getattr(tenant, f"title_{language}"),
        contract=getattr(template.title, language) if template else invoice.contract.template,
        first=date(year, month, 1),
        last=date(year, month, monthrange(year, month)[1]),
        issued=invoice.finalised_at.astimezone(ZoneInfo(tenant.timezone)),
        quotes={name: template.texts[name] for name in clauses if template and name in template.texts},
        notices=invoice.notices["items"],
    )
