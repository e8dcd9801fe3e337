"""From a line to the facts that it was computed from, and from a call to the line that charged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from esl.models import Conversation, Leg, Outage
from seatyard.db import db, slices
from seatyard.paging import Page
from tenants.models import Seat, SeatTenure

from ..engine import CALL, INVOICE, LINE, OUTAGE, SEAT
from ..engine.results import LEG, SIGN_IN, TERM, UNHEARD
from ..models import Invoice, InvoiceLine, LineEvidence
from ..recorded.models import MARK, RecordedFact

PAGE = 50

SEEN = (SEAT, CALL, LEG, LINE, INVOICE, TERM, SIGN_IN, UNHEARD)
"""Kinds of evidence that no recorded fact is behind."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call that a line charged, by its first crossing to a carrier or by a further leg."""

    id: str
    """Of the conversation."""
    kind: str
    """The row of the direction table: ``inbound``, ``transferred`` … (``seatyard.leg_kinds``)."""
    started_at: datetime
    caller: str
    callee: str
    billusec: int
    """Talk time in microseconds."""
    minutes: Decimal
    """Charged, in whole increments."""


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


def calls(line: InvoiceLine, page: int = 1, size: int = PAGE) -> Page[CallRow]:
    """The calls behind a line, the earliest first."""
    c, g, quantity = Conversation, Leg, LineEvidence.quantity
    kind = func.coalesce(c.paid_kind, c.direction).label("kind")
    first = (
        select(c.id, kind, c.started_at, c.caller, c.callee, c.billusec, quantity, literal("").label("leg"))
        .join(LineEvidence, (LineEvidence.tenant_id == c.tenant_id) & (LineEvidence.subject == c.id))
        .where(*_of(line, CALL))
    )
    further = (
        select(g.conversation_id, g.kind, g.started_at, g.caller, g.callee, g.billusec, quantity, g.uuid)
        .join(LineEvidence, (LineEvidence.tenant_id == g.tenant_id) & (LineEvidence.subject == g.uuid))
        .where(*_of(line, LEG))
    )
    rows = union_all(first, further).subquery()
    query = select(*list(rows.c)[:-1]).order_by(rows.c.started_at, rows.c.id, rows.c.leg)
    page = max(1, page)
    found = db.session.execute(query.limit(size).offset((page - 1) * size))
    count = select(func.count()).select_from(LineEvidence).where(*_of(line, CALL, LEG))
    return Page([CallRow(*row) for row in found], page, db.session.scalar(count) or 0, size)


def seats(line: InvoiceLine) -> list[SeatRow]:
    """The seats behind a line with their intervals, by number."""
    t = SeatTenure
    query = (
        select(Seat.number, Seat.name, t.type, t.starts_at, t.ends_at, LineEvidence.quantity)
        .join(Seat, Seat.id == t.seat_id)
        .join(LineEvidence, LineEvidence.subject == cast(t.id, String))
        .where(*_of(line, SEAT))
        .order_by(func.length(Seat.number), Seat.number, t.starts_at)
    )
    return [SeatRow(*row) for row in db.session.execute(query)]


def outages(line: InvoiceLine) -> list[OutageRow]:
    """The outages behind a credit, in order of time."""
    query = (
        select(Outage.id, Outage.starts_at, Outage.ends_at, Outage.cause, LineEvidence.quantity)
        .join(LineEvidence, LineEvidence.subject == cast(Outage.id, String))
        .where(*_of(line, OUTAGE))
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
        .where(Invoice.tenant_id == line.invoice.tenant_id, *_of(line, INVOICE))
        .order_by(Invoice.id)
    )
    return [InvoiceRow(*row) for row in db.session.execute(query)]


def terms(line: InvoiceLine) -> list[TermRow]:
    """The places in the contract's terms that a line was computed from."""
    query = select(LineEvidence.subject, LineEvidence.quantity).where(*_of(line, TERM))
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
        .where(InvoiceLine.invoice_id == line.invoice_id, *_of(line, LINE))
        .order_by(InvoiceLine.position)
    )
    return list(db.session.scalars(query))


def lines_charging(tenant_id: int, conversation_id: str) -> list[InvoiceLine]:
    """The lines that charged a call, with their invoices: once its month is closed one, and one more for
    each further leg that the contract's direction table names a rate for."""
    call = and_(LineEvidence.kind == CALL, LineEvidence.subject == conversation_id)
    used = select(LineEvidence.line_id).where(
        LineEvidence.tenant_id == tenant_id, or_(call, _legs_of(tenant_id, conversation_id))
    )
    query = select(InvoiceLine).where(InvoiceLine.id.in_(used)).order_by(InvoiceLine.id)
    return list(db.session.scalars(query.options(joinedload(InvoiceLine.invoice))))


def legs_charged(tenant_id: int, conversation_id: str) -> set[str]:
    """The uuids of a call's further legs that invoices charged."""
    query = select(LineEvidence.subject).where(LineEvidence.tenant_id == tenant_id)
    return set(db.session.scalars(query.where(_legs_of(tenant_id, conversation_id))))


def _legs_of(tenant_id: int, conversation_id: str) -> ColumnElement[bool]:
    """Evidence of a call's further legs."""
    legs = select(Leg.uuid).where(Leg.tenant_id == tenant_id, Leg.conversation_id == conversation_id)
    return and_(LineEvidence.kind == LEG, LineEvidence.subject.in_(legs))


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


def _of(line: InvoiceLine, *kinds: str) -> tuple[ColumnElement[bool], ...]:
    mine = LineEvidence.tenant_id == line.invoice.tenant_id, LineEvidence.line_id == line.id
    return (*mine, LineEvidence.kind.in_(kinds))
