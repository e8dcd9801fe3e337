"""From a line by the hour to the times signed in that it charged, and to those of which nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from seatyard.db import db, slices
from tenants.models import Seat

from ..engine.results import SIGN_IN, UNHEARD
from ..models import InvoiceLine, LineEvidence
from ..sign_ins import read


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A time in which a seat was signed in, or nobody knows."""

    number: str
    name: str
    starts_at: datetime
    ends_at: datetime
    known: bool
    quantity: Decimal
    """Hours charged: none of what nobody knows."""


def sign_ins(line: InvoiceLine) -> list[SignInRow]:
    """The times signed in behind a line, and those of which nobody knows, by seat."""
    query = select(LineEvidence.kind, LineEvidence.subject, LineEvidence.quantity).where(
        LineEvidence.tenant_id == line.invoice.tenant_id,
        LineEvidence.line_id == line.id,
        LineEvidence.kind.in_([SIGN_IN, UNHEARD]),
    )
    told = [(kind, found, hours) for kind, id, hours in db.session.execute(query) if (found := read(id))]
    seats: dict[int, tuple[str, str]] = {}
    for some in slices({seat_id for _, (seat_id, _, _), _ in told}):
        named = select(Seat.id, Seat.number, Seat.name).where(
            Seat.tenant_id == line.invoice.tenant_id, Seat.id.in_(some)
        )
        seats |= {id: (number, name) for id, number, name in db.session.execute(named)}
    rows = [
        SignInRow(*seats[seat_id], starts, ends, kind == SIGN_IN, hours)
        for kind, (seat_id, starts, ends), hours in told
        if seat_id in seats
    ]
    return sorted(rows, key=lambda row: (len(row.number), row.number, row.starts_at))
