"""Credit notes: their numbers, what they say, what they take back of their invoices, and their entries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from ..credits.document import fingerprint
from ..credits.models import CreditNote
from ..credits.parts import entries, left_of, part_of, together
from ..credits.service import SERIES
from ..credits.stored import credited, notes_of, tax_of
from ..invoices import numbers as given
from ..invoices.stored import bill_of
from ..ledger.book import Kind
from ..ledger.models import LedgerTransaction
from ..models import Invoice


def numbers() -> Iterator[str]:
    due = set(given.given(SERIES))
    for number in db.session.scalars(select(CreditNote.number).order_by(CreditNote.number)):
        yield "" if number in due else f"{number} was never given"
        due.discard(number)
    yield from (f"{number} is missing" for number in sorted(due))


def notes() -> Iterator[str]:
    invoices = select(Invoice).where(select(CreditNote.id).filter_by(invoice_id=Invoice.id).exists())
    for invoice in db.session.scalars(invoices.order_by(Invoice.id)):
        yield from _of(invoice)
    about = select(LedgerTransaction.subject).filter_by(kind=Kind.CREDIT_NOTE.value)
    lost = about.outerjoin(CreditNote, CreditNote.number == LedgerTransaction.subject)
    for subject in db.session.scalars(lost.where(CreditNote.id.is_(None))):
        yield f"{subject} is in the ledger, and no credit note"


def orphans() -> Iterator[str]:
    query = select(CreditNote.number, Invoice.id)
    about = (Invoice.id == CreditNote.invoice_id) & (Invoice.tenant_id == CreditNote.tenant_id)
    for number, invoice in db.session.execute(query.outerjoin(Invoice, about).order_by(CreditNote.number)):
        yield "" if invoice is not None else f"{number} is about no invoice of its tenant"


def _of(invoice: Invoice) -> Iterator[str]:
    """Each as it was given, of its lines' amounts and their tax, booked so, and not more than there is."""
    bill, tax, before = bill_of(invoice, {}), tax_of(invoice), dict[int, Decimal]()
    for note in notes_of(invoice.id):
        own = credited([note])
        was, part = part_of(bill, tax, before), part_of(bill, tax, together(before, own))
        sums = part.subtotal - was.subtotal, part.tax - was.tax, part.total - was.total
        posted = _posted(note)
        booked = {account.value: amount for account, amount in entries(bill, tax, before, own).items()}
        same = sums == (note.subtotal, note.tax, note.total) and fingerprint(note) == note.fingerprint
        if not same:
            yield f"{note.number} is no longer what was given"
        elif posted is None:
            yield f"{note.number} is not in the ledger"
        else:
            kept = {entry.account: entry.amount for entry in posted.entries}
            yield "" if kept == booked and posted.on == note.on else f"{note.number}: booked as another one"
        before = together(before, own)
    left = left_of(bill, before)
    over = any(at not in left or left[at] * amount < 0 for at, amount in before.items())
    if over or part_of(bill, tax, before).total > part_of(bill, tax, left_of(bill, {})).total:
        yield f"{invoice.number}: more is credited than it has"


def _posted(note: CreditNote) -> LedgerTransaction | None:
    query = select(LedgerTransaction).filter_by(
        tenant_id=note.tenant_id, kind=Kind.CREDIT_NOTE.value, subject=note.number
    )
    return db.session.scalars(query.options(selectinload(LedgerTransaction.entries))).one_or_none()
