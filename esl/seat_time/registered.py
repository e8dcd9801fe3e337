"""Whose phones are there, as it was written down last."""

from __future__ import annotations

from sqlalchemy import func, select

from seatyard.db import db
from tenants.models import Seat

from .models import SeatRegistration


def phones_there(tenant_id: int) -> int:
    """How many of a tenant's active seats have a phone, or are bound to an ordinary telephone."""
    latest = (
        select(SeatRegistration.seat_id, func.max(SeatRegistration.at).label("at"))
        .where(SeatRegistration.tenant_id == tenant_id)
        .group_by(SeatRegistration.seat_id)
        .subquery()
    )
    registered = (
        select(SeatRegistration.seat_id)
        .join(latest, (latest.c.seat_id == SeatRegistration.seat_id) & (latest.c.at == SeatRegistration.at))
        .where(SeatRegistration.tenant_id == tenant_id, SeatRegistration.marks != "")
    )
    there = Seat.phone.is_not(None) | Seat.id.in_(registered)
    query = select(func.count()).select_from(Seat).where(Seat.tenant_id == tenant_id, Seat.active, there)
    return db.session.scalar(query) or 0
