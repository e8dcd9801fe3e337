"""Seats' time between two moments, and what of it a contract counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from seatyard.db import db
from tenants.models import Seat, SeatTenure

from .layers import Stretch
from .reading import facts_of
from .timing import seat_time


@dataclass(frozen=True)
class OfSeat:
    """A seat's time between two moments."""

    seat: Seat
    found: list[Stretch]


def of_tenant(tenant_id: int, starts: datetime, ends: datetime, number: str | None = None) -> list[OfSeat]:
    """The time of the seats that a tenant leased at some time between two moments, or of one; by number."""
    query = (
        select(Seat)
        .join(Seat.tenures)
        .where(Seat.tenant_id == tenant_id, SeatTenure.starts_at < ends)
        .where(or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > starts))
        .distinct()
        .order_by(Seat.number)
    )
    if number is not None:
        query = query.where(Seat.number == number)
    seats = list(db.session.scalars(query))
    known = facts_of(tenant_id, seats, starts, ends)
    return [OfSeat(seat, seat_time(starts, ends, known[seat.id])) for seat in seats]
