"""Seats' time between two moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select

from seatyard.db import db, slices
from tenants.models import Seat, SeatTenure

from .layers import Stretch
from .reading import facts_of
from .timing import seat_time

TOGETHER = 25
"""Seats whose facts are read at a time."""


@dataclass(frozen=True)
class OfSeat:
    """A seat's time between two moments."""

    seat: Seat
    found: list[Stretch]


def of_tenant(
    tenant_id: int, starts: datetime, ends: datetime, number: str | None = None
) -> Iterator[OfSeat]:
    """The time of the seats that a tenant leased at some time between two moments, or of one; by number.

    Some seats at a time: a month of a busy one is 10,000 intervals.
    """
    query = leased(tenant_id, starts, ends)
    if number is not None:
        query = query.where(Seat.number == number)
    for some in slices(db.session.scalars(query).all(), TOGETHER):
        yield from of_seats(tenant_id, some, starts, ends)


def of_seats(tenant_id: int, seats: Sequence[Seat], starts: datetime, ends: datetime) -> list[OfSeat]:
    """The time of these seats of a tenant, in their order."""
    known = facts_of(tenant_id, seats, starts, ends)
    return [OfSeat(seat, seat_time(starts, ends, known[seat.id])) for seat in seats]


def leased(tenant_id: int, starts: datetime, ends: datetime) -> Select[tuple[Seat]]:
    """The seats that a tenant leased at some time between two moments, by number."""
    then = exists().where(
        SeatTenure.seat_id == Seat.id,
        SeatTenure.starts_at < ends,
        or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > starts),
    )
    return select(Seat).where(Seat.tenant_id == tenant_id, then).order_by(Seat.number)
