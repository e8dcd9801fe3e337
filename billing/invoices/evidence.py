"""From a line to the facts that it was computed from, and from a call to the line that charged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import joinedload

from esl.models import Conversation, Outage
from seatyard.db import db
from seatyard.paging import Page
from tenants.models import Seat, SeatTenure

from ..engine import CALL, LINE, OUTAGE, SEAT
from ..models import Invoice, InvoiceLine, LineEvidence

PAGE = 50


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call that a line charged."""

    id: str
    direction: str
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
    c = Conversation
    query = (
        select(c.id, c.direction, c.started_at, c.caller, c.callee, c.billusec, LineEvidence.quantity)
        .join(LineEvidence, (LineEvidence.tenant_id == c.tenant_id) & (LineEvidence.subject == c.id))
        .where(*_of(line, CALL))
        .order_by(c.started_at, c.id)
    )
    page = max(1, page)
    rows = db.session.execute(query.limit(size).offset((page - 1) * size))
    total = db.session.scalar(select(func.count()).select_from(LineEvidence).where(*_of(line, CALL)))
    return Page([CallRow(*row) for row in rows], page, total or 0, size)


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
    """The lines that charged a call (one, once its month is closed), with their invoices."""
    query = (
        select(InvoiceLine)
        .join(LineEvidence, LineEvidence.line_id == InvoiceLine.id)
        .where(LineEvidence.tenant_id == tenant_id, LineEvidence.kind == CALL)
        .where(LineEvidence.subject == conversation_id)
        .options(joinedload(InvoiceLine.invoice))
    )
    return list(db.session.scalars(query))


def _of(line: InvoiceLine, kind: str) -> tuple[ColumnElement[bool], ...]:
    tenant_id = line.invoice.tenant_id
    return (LineEvidence.tenant_id == tenant_id, LineEvidence.line_id == line.id, LineEvidence.kind == kind)
