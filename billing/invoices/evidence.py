"""From a line to the facts that it was computed from; to the calls ``charged`` leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from esl.models import Outage
from seatyard.db import db, slices
from tenants.models import Seat, SeatTenure

from ..engine import CALL, INVOICE, LINE, OUTAGE, SEAT
from ..engine.results import CREDIT_NOTE, LEG, SIGN_IN, TERM, UNHEARD
from ..models import Invoice, InvoiceLine, LineEvidence
from ..recorded.models import MARK, RecordedFact

SEEN = (SEAT, CALL, LEG, LINE, INVOICE, CREDIT_NOTE, TERM, SIGN_IN, UNHEARD)
"""Kinds of evidence that no recorded fact is behind."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat's interval that a line charged or credited."""

    number: str
    name: str
    type: str
    starts_at: datetime
    ends_at: datetime | None
    quantity: Decimal
    """Its share of the month for rent; days for a credit. A seat's first interval carries it."""


@dataclass(frozen=True, slots=True)
class OutageRow:
    id: int
    starts_at: datetime
    ends_at: datetime | None
    cause: str
    minutes: Decimal
    """Inside the month."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A recorded fact that a line was computed from."""

    name: str
    """``F17``; ``F17/2`` is the second thing that the fact added."""
    kind: str
    """In evidence's words, ``payment``."""
    on: date
    document: dict[str, Any]
    """As it was told."""
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An earlier invoice of the contract."""

    number: str
    period: str
    kind: str
    total: Decimal
    quantity: Decimal
    """What of it counts here: what is unpaid, what was asked ahead."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A place in the contract's terms: ``recurring.items.server``."""

    path: str
    quantity: Decimal


def counts(invoice_id: int) -> dict[int, dict[str, int]]:
    """How much evidence of each kind the lines of an invoice have, by line id."""
    query = (
        select(LineEvidence.line_id, LineEvidence.kind, func.count())
        .join(InvoiceLine, InvoiceLine.id == LineEvidence.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.id == invoice_id, LineEvidence.tenant_id == Invoice.tenant_id)  # its key's first part
        .group_by(LineEvidence.line_id, LineEvidence.kind)
    )
    found: dict[int, dict[str, int]] = {}
    for line_id, kind, count in db.session.execute(query):
        found.setdefault(line_id, {})[kind] = count
    return found


def seats(line: InvoiceLine) -> list[SeatRow]:
    """The seats behind a line with their intervals, by number."""
    t = SeatTenure
    query = (
        select(Seat.number, Seat.name, t.type, t.starts_at, t.ends_at, LineEvidence.quantity)
        .join(Seat, Seat.id == t.seat_id)
        .join(LineEvidence, LineEvidence.subject == cast(t.id, String))
        .where(*of_line(line, SEAT), Seat.tenant_id == LineEvidence.tenant_id)  # spares others' seats
        .order_by(func.length(Seat.number), Seat.number, t.starts_at)
    )
    return [SeatRow(*row) for row in db.session.execute(query)]


def outages(line: InvoiceLine) -> list[OutageRow]:
    """The outages behind a credit, in order of time."""
    query = (
        select(Outage.id, Outage.starts_at, Outage.ends_at, Outage.cause, LineEvidence.quantity)
        .join(LineEvidence, LineEvidence.subject == cast(Outage.id, String))
        .where(*of_line(line, OUTAGE))
        .order_by(Outage.starts_at, Outage.id)
    )
    return [OutageRow(*row) for row in db.session.execute(query)]


def facts(line: InvoiceLine) -> list[FactRow]:
    """The recorded facts behind a line, by kind and day."""
    query = select(LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity).where(*_told(line))
    told = db.session.execute(query).all()
    ids = {_id(subject) for _, subject, _ in told}
    rows: dict[int, RecordedFact] = {}
    for some in slices(ids):
        found = select(RecordedFact).where(
            RecordedFact.tenant_id == line.invoice.tenant_id, RecordedFact.id.in_(some)
        )
        rows |= {row.id: row for row in db.session.scalars(found)}
    made = [
        FactRow(subject, kind, row.on, row.document, quantity)
        for kind, subject, quantity in told
        if (row := rows.get(_id(subject)))
    ]
    return sorted(made, key=lambda one: (one.kind, one.on, len(one.name), one.name))


def invoices(line: InvoiceLine) -> list[InvoiceRow]:
    """The earlier invoices that a line goes on from."""
    query = (
        select(Invoice.number, Invoice.period, Invoice.kind, Invoice.total, LineEvidence.quantity)
        .join(LineEvidence, LineEvidence.subject == Invoice.number)
        .where(Invoice.tenant_id == line.invoice.tenant_id, *of_line(line, INVOICE))
        .order_by(Invoice.id)
    )
    return [InvoiceRow(*row) for row in db.session.execute(query)]


def terms(line: InvoiceLine) -> list[TermRow]:
    """The places in the contract's terms that a line was computed from."""
    query = select(LineEvidence.subject, LineEvidence.quantity).where(*of_line(line, TERM))
    return [TermRow(*row) for row in db.session.execute(query.order_by(LineEvidence.subject))]


def lines_using(tenant_id: int, fact: str) -> list[InvoiceLine]:
    """The lines that a recorded fact (``F17``) is evidence of, with their invoices."""
    used = (
        select(LineEvidence.line_id)
        .where(LineEvidence.tenant_id == tenant_id, LineEvidence.kind.not_in(SEEN))
        .where(
            or_(LineEvidence.subject == fact, LineEvidence.subject.startswith(f"{fact}/", autoescape=True))
        )
    )
    query = select(InvoiceLine).where(InvoiceLine.id.in_(used)).order_by(InvoiceLine.id)
    return list(db.session.scalars(query.options(joinedload(InvoiceLine.invoice))))


def lines(line: InvoiceLine) -> list[InvoiceLine]:
    """The lines of the same invoice that a line was computed from."""
    subject = cast(InvoiceLine.position, String)
    query = (
        select(InvoiceLine)
        .join(LineEvidence, LineEvidence.subject == subject)
        .where(InvoiceLine.invoice_id == line.invoice_id, *of_line(line, LINE))
        .order_by(InvoiceLine.position)
    )
    return list(db.session.scalars(query))


def _id(subject: str) -> int:
    """Of the recorded fact in ``F17`` and ``F17/2``."""
    return int(subject.removeprefix(MARK).partition("/")[0])


def _told(line: InvoiceLine) -> tuple[ColumnElement[bool], ...]:
    return (
        LineEvidence.tenant_id == line.invoice.tenant_id,
        LineEvidence.line_id == line.id,
        LineEvidence.kind.not_in(SEEN),
        LineEvidence.subject.startswith(MARK),
    )


def of_line(line: InvoiceLine, *kinds: str) -> tuple[ColumnElement[bool], ...]:
    """Evidence of some kinds of a line, by its key."""
    mine = LineEvidence.tenant_id == line.invoice.tenant_id, LineEvidence.line_id == line.id
    return (*mine, LineEvidence.kind.in_(kinds))
