"""An invoice as an e-invoice; one that EN 16931 would refuse is refused here."""

from __future__ import annotations

from dataclasses import replace

from seatyard.db import db
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from ..credits.models import CreditNote
from ..credits.parts import part_of
from ..credits.stored import credited
from ..engine import Month
from ..invoices import heads
from ..invoices.stored import bill_of
from ..models import Invoice
from ..parties import service as parties
from ..parties.schema import Party
from . import rules, ubl
from .document import EDocument, Kind
from .of_bill import Frame, of_bill


def of_invoice(invoice: Invoice) -> bytes:
    """UBL 2.1, by the parties as they were then. InvalidInput where the seller or the buyer is not told."""
    return written(of_bill(bill_of(invoice, {}), _frame(invoice)))


def document_of(invoice: Invoice) -> EDocument:
    """The invoice in the standard's terms, by the parties as they are told now."""
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    now = parties.seller().party, parties.buyer(tenant)
    return of_bill(bill_of(invoice, {}), _frame(invoice, now))


def of_note(note: CreditNote) -> bytes:
    """A credit note likewise, as what it gives back of its invoice."""
    frame = _frame(note.invoice)
    corrects = (frame.number, frame.issued)
    made = replace(frame, number=note.number, issued=note.on, kind=Kind.CREDIT_NOTE, corrects=corrects)
    part = part_of(bill_of(note.invoice, {}), None, credited([note]))
    sums = replace(part, subtotal=note.subtotal, tax=note.tax, tax_formula=note.tax_formula)
    return written(of_bill(replace(sums, total=note.total, due=note.on), made))


def _frame(invoice: Invoice, now: tuple[Party, Party] | None = None) -> Frame:
    head = heads.of(invoice)
    seller, buyer = now or head.parties
    month = Month.parse(invoice.period, head.zone)
    return Frame(
        number=invoice.number,
        issued=invoice.finalised_at.astimezone(head.zone).date(),
        seller=seller,
        buyer=buyer,
        starts=month.first_day,
        ends=month.last_day,
        contract=f"{head.tenant} {invoice.contract.signed}",
        language=head.language,
    )


def written(document: EDocument) -> bytes:
    """The XML, after its arithmetic was looked at once more."""
    content = ubl.written(document)
    if wrong := rules.broken(content):
        raise SeatyardError("; ".join(wrong), where=f"{document.number} as UBL")
    return content
