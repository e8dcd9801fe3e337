"""An invoice as an e-invoice; one that EN 16931 would refuse is refused here."""

from __future__ import annotations

from dataclasses import replace

from seatyard.db import db
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from ..credits.models import CreditNote
from ..credits.stored import given_back
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


def of_note(note: CreditNote) -> bytes:
    """A credit note likewise, as what it gives back of its invoice."""
    return written(of_bill(given_back(note), _note_frame(note, _frame(note.invoice))))


def document_of(one: Invoice | CreditNote) -> EDocument:
    """The invoice or the note in the standard's terms, by the parties as they are told now."""
    now = parties.seller().party, parties.buyer(db.session.get_one(Tenant, one.tenant_id))
    if isinstance(one, Invoice):
        return of_bill(bill_of(one, {}), _frame(one, now))
    return of_bill(given_back(one), _note_frame(one, _frame(one.invoice, now)))


def _note_frame(note: CreditNote, of: Frame) -> Frame:
    corrects = (of.number, of.issued)
    return replace(of, number=note.number, issued=note.on, kind=Kind.CREDIT_NOTE, corrects=corrects)


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
