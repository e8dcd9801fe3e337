"""Stored credit notes as what the engine goes on from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from seatyard.db import db

from ..clauses.tax import Tax
from ..contracts.service import agreement_of
from ..engine import Bill, Issued, Month
from ..invoices.stored import bill_of
from ..models import Invoice
from .models import CreditNote, CreditNoteLine
from .parts import negated, part_of


def notes_of(invoice_id: int) -> list[CreditNote]:
    """An invoice's credit notes in order of their making."""
    query = select(CreditNote).filter_by(invoice_id=invoice_id).order_by(CreditNote.id)
    return list(db.session.scalars(query.options(selectinload(CreditNote.lines))))


def credited(notes: Iterable[CreditNote]) -> dict[int, Decimal]:
    """What notes of one invoice credit, by the position of its line."""
    found: dict[int, Decimal] = {}
    for note in notes:
        for one in note.lines:
            found[one.line.position] = found.get(one.line.position, Decimal(0)) + one.amount
    return found


def tax_of(invoice: Invoice) -> Tax | None:
    """The clause that an invoice's tax was computed by."""
    agreement = agreement_of(invoice.contract)
    first = Month.parse(invoice.period, agreement.zone).first_day
    clause = agreement.clause(Tax.name, max(first, agreement.term.starts))
    return clause if isinstance(clause, Tax) else None


def issued(contract_id: int, until: date) -> list[Issued]:
    """A contract's credit notes up to, and with, a day, as bills below zero; in order of their days."""
    return issued_of({contract_id: until})[contract_id]


def issued_of(until: Mapping[int, date]) -> dict[int, list[Issued]]:
    """``issued`` of each contract, by id, and its day."""
    query = (
        select(CreditNote)
        .where(CreditNote.contract_id.in_(until))
        .order_by(CreditNote.on, CreditNote.id)
        .options(
            selectinload(CreditNote.lines).joinedload(CreditNoteLine.line), selectinload(CreditNote.invoice)
        )
    )
    found: dict[int, list[Issued]] = {contract_id: [] for contract_id in until}
    for note in db.session.scalars(query):
        if note.on <= until[note.contract_id]:
            found[note.contract_id].append(Issued(note.number, _bill(note), note.invoice.number))
    return found


def given_back(note: CreditNote) -> Bill:
    """What a note takes back of its invoice, as a bill of positive amounts of the lines that it names."""
    part = part_of(bill_of(note.invoice, {}), None, credited([note]))
    sums = replace(part, subtotal=note.subtotal, tax=note.tax, tax_formula=note.tax_formula)
    return replace(sums, total=note.total, due=note.on)


def given_in(period: str) -> ColumnElement[bool]:
    """Of credit notes, those that were given on the days of a month."""
    month = Month.parse(period, ZoneInfo("UTC"))
    return CreditNote.on.between(month.first_day, month.last_day)


def _bill(note: CreditNote) -> Bill:
    return replace(negated(given_back(note)), asked=note.on)
