"""An invoice as an e-invoice; one that EN 16931 would refuse is refused here."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from seatyard.db import db
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from ..engine import Month
from ..invoices.stored import bill_of
from ..models import Invoice
from ..parties import service as parties
from . import rules, ubl
from .document import EDocument
from .of_bill import Frame, of_bill


def of_invoice(invoice: Invoice) -> bytes:
    """UBL 2.1. InvalidInput where the seller or the buyer is not told."""
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    zone = ZoneInfo(tenant.timezone)
    month = Month.parse(invoice.period, zone)
    frame = Frame(
        number=invoice.number,
        issued=invoice.finalised_at.astimezone(zone).date(),
        seller=parties.seller().party,
        buyer=parties.buyer(tenant),
        starts=month.first_day,
        ends=month.last_day,
        contract=f"{tenant.name} {invoice.contract.signed}",
        language=tenant.language,
    )
    return written(of_bill(bill_of(invoice, {}), frame))


def written(document: EDocument) -> bytes:
    """The XML, after its arithmetic was looked at once more."""
    content = ubl.written(document)
    if wrong := rules.broken(content):
        raise SeatyardError("; ".join(wrong), where=f"{document.number} as UBL")
    return content
