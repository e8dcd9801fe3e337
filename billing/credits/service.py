"""Credit notes: shown before they are given, given once, found again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seatyard import clock
from seatyard.db import db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import of_staff, words
from seatyard.paging import Page, Part, paged, part

from ..contracts.service import agreement_of
from ..invoices import numbers
from ..invoices.stored import bill_of
from ..ledger.book import Kind, Party, post
from ..models import Contract, Invoice
from .asked import Asked
from .document import fingerprint
from .models import CreditNote, CreditNoteLine
from .parts import Credit, credit, entries, left_of
from .stored import credited, notes_of, tax_of

SERIES = "SYC"
"""Of the numbers: ``SYC-2026-000001``."""
LONGEST_REQUEST = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """What a credit note would be."""

    invoice: Invoice
    credit: Credit
    left: Decimal
    """Of the lines' amounts, after it."""


def preview(number: str, asked: Asked, tenant_id: int | None = None) -> Preview:
    """What ``give`` would do now; nothing is kept. In the caller's transaction."""
    invoice = _invoice(number, tenant_id)
    made, _ = _reckoned(invoice, asked)
    left = sum(lines_left(invoice).values(), Decimal(0)) - sum(made.lines.values(), Decimal(0))
    return Preview(invoice, made, left)


def lines_left(invoice: Invoice) -> dict[int, Decimal]:
    """What of its lines can be credited still, by position. In the caller's transaction."""
    return left_of(bill_of(invoice, {}), credited(notes_of(invoice.id)))


def give(
    number: str,
    asked: Asked,
    *,
    reason: str,
    by: str,
    request: str = "",
    again: bool = False,
    tenant_id: int | None = None,
) -> tuple[CreditNote, bool]:
    """Credit something of the invoice of this number; the note, and whether it was made now.

    ``by`` is one of the operator's people. A ``request`` told before gives the note that it made; without one
    the same invoice, amounts and reason are the same request, unless ``again``. Number, lines and entries are
    one commit. Raises NotFound, InvalidInput for what cannot be read, Conflict for more than there is, or for
    a request that was for something else.
    """
    why, who = words(reason, "reason"), of_staff(by, "by")
    if len(request) > LONGEST_REQUEST:
        raise InvalidInput("too long", where="request", allowed=f"up to {LONGEST_REQUEST} characters")
    with transaction():
        invoice = _invoice(number, tenant_id)
        on = today_of(invoice)
        _lock(invoice)
        digest = _digest(number, asked, why)
        request = request or f"{digest}:{_told(invoice.tenant_id, digest) + 1 if again else 1}"
        known = _known(invoice.tenant_id, request)
        if known is not None:
            if known.digest != digest:
                raise Conflict(f"it made {known.number}, of something else", where="request")
            return known, False
        credit_, before = _reckoned(invoice, asked)
        note = _note(invoice, credit_, on, numbers.next(SERIES))
        note.reason, note.by, note.request, note.digest = why, who, request, digest
        note.fingerprint = fingerprint(note)
        db.session.add(note)
        db.session.flush()
        booked = entries(bill_of(invoice, {}), tax_of(invoice), before, credit_.lines)
        party = Party(invoice.tenant_id, invoice.contract_id, invoice.currency)
        post(party, Kind.CREDIT_NOTE, note.number, on, booked)
        made = note.number
    return by_number(made), True


def by_number(number: str, tenant_id: int | None = None) -> CreditNote:
    """NotFound for none, or for another tenant's."""
    query = select(CreditNote).filter_by(number=number)
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    note = db.session.scalars(query).one_or_none()
    if note is None:
        raise NotFound(f"no credit note {number!r}", where="number")
    return note


def listing(
    *, tenant_id: int | None = None, period: str | None = None, page: int = 1, size: int = 50
) -> Page[CreditNote]:
    """The newest first; those to the invoices of a month, ``2026-03``."""
    return paged(_of(tenant_id, period).order_by(CreditNote.id.desc()), page, size)


def part_of(
    tenant_id: int | None, after: str = "", limit: int = 50, period: str | None = None
) -> Part[CreditNote]:
    """A tenant's, or all, the newest first, those after one; those to the invoices of a month."""
    return part(_of(tenant_id, period), CreditNote.id, after, limit, descending=True)


def _of(tenant_id: int | None, period: str | None) -> Select[tuple[CreditNote]]:
    query = select(CreditNote).options(joinedload(CreditNote.invoice))
    if tenant_id is not None:
        query = query.where(CreditNote.tenant_id == tenant_id)
    if period is not None:
        query = query.join(Invoice, Invoice.id == CreditNote.invoice_id).where(Invoice.period == period)
    return query


def today_of(invoice: Invoice) -> date:
    return clock.now().astimezone(agreement_of(invoice.contract).zone).date()


def _lock(invoice: Invoice) -> None:
    """Until the transaction's end: a contract's credits are reckoned one after the other."""
    db.session.execute(select(Contract.id).filter_by(id=invoice.contract_id).with_for_update())


def _invoice(number: str, tenant_id: int | None) -> Invoice:
    query = select(Invoice).filter_by(number=number).options(joinedload(Invoice.contract))
    if tenant_id is not None:
        query = query.filter_by(tenant_id=tenant_id)
    invoice = db.session.scalars(query).one_or_none()
    if invoice is None:
        raise NotFound(f"no invoice {number!r}", where="number")
    return invoice


def _reckoned(invoice: Invoice, asked: Asked) -> tuple[Credit, dict[int, Decimal]]:
    before = credited(notes_of(invoice.id))
    return credit(bill_of(invoice, {}), tax_of(invoice), asked, before), before


def _note(invoice: Invoice, made: Credit, on: date, number: str) -> CreditNote:
    ids = {line.position: line for line in invoice.lines}
    return CreditNote(
        tenant_id=invoice.tenant_id,
        contract_id=invoice.contract_id,
        invoice=invoice,
        number=number,
        on=on,
        currency=invoice.currency,
        subtotal=made.subtotal,
        tax=made.tax,
        tax_formula=made.tax_formula,
        total=made.total,
        lines=[CreditNoteLine(line=ids[at], amount=amount) for at, amount in made.lines.items()],
    )


def _digest(number: str, asked: Asked, reason: str) -> str:
    text = json.dumps([number, asked.as_json(), reason], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(tenant_id: int, digest: str) -> int:
    query = select(CreditNote.id).filter_by(tenant_id=tenant_id, digest=digest)
    return len(db.session.scalars(query).all())


def _known(tenant_id: int, request: str) -> CreditNote | None:
    query = select(CreditNote).filter_by(tenant_id=tenant_id, request=request)
    return db.session.scalars(query).one_or_none()
