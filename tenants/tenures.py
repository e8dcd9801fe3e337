"""Leases that begin and end by themselves: what makes the switch follow the seats' tenures at midnight."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from seatyard import clock
from seatyard.db import db, snapshot, transaction

from .models import Seat, SeatTenure, Tenant

RECENT = timedelta(days=2)
"""How far back a turn looks: what is older was seen to before."""


def turn(back: timedelta = RECENT) -> int:
    """Put the seats whose lease has begun on the switch, and take off those whose lease is over.

    Raises the generation of each tenant that has one, and answers how many there are. A seat that is
    on the switch before its lease begins, as with a first onboarding, stays there. Needs an application
    around it; several may call it at once.
    """
    now = clock.now()
    recent = select(SeatTenure.seat_id).where(
        or_(*(moment.between(now - back, now) for moment in (SeatTenure.starts_at, SeatTenure.ends_at)))
    )
    with snapshot():
        if db.session.scalar(recent.limit(1)) is None:
            return 0
        query = _due(now).where(Seat.id.in_(recent)).with_only_columns(Seat.tenant_id).order_by(None)
        due = set(db.session.scalars(query.distinct()))
    if not due:
        return 0
    with transaction():
        tenants = select(Tenant).where(Tenant.id.in_(due)).order_by(Tenant.id).with_for_update()
        for tenant in db.session.scalars(tenants.execution_options(populate_existing=True)):
            seats = list(db.session.scalars(_due(now).where(Seat.tenant_id == tenant.id)))
            for seat in seats:
                _turn(seat, now)
            if seats:
                tenant.generation += 1
    return len(due)


def at(seat: Seat, moment: datetime) -> SeatTenure | None:
    """The lease that runs then."""
    return next((one for one in seat.tenures if _covers(one, moment)), None)


def _turn(seat: Seat, now: datetime) -> None:
    current = at(seat, now)
    seat.active = current is not None and seat.off_since is None
    if current is not None:
        seat.type = current.type
        return
    seat.off_since = None
    seat.tiers.clear()


def _covers(tenure: SeatTenure, now: datetime) -> bool:
    return tenure.starts_at <= now and (tenure.ends_at is None or tenure.ends_at > now)


def _due(now: datetime) -> Select[tuple[Seat]]:
    """Seats that the switch has otherwise than their tenures say; one that is switched off it has not."""
    not_yet = and_(Seat.active.is_(False), Seat.off_since.is_(None))
    still = or_(Seat.active.is_(True), Seat.off_since.is_not(None))
    runs = and_(SeatTenure.starts_at <= now, _not_over(now))
    begun = exists().where(SeatTenure.seat_id == Seat.id, runs, or_(not_yet, SeatTenure.type != Seat.type))
    ended = exists().where(SeatTenure.seat_id == Seat.id, SeatTenure.ends_at <= now)
    held = exists().where(SeatTenure.seat_id == Seat.id, runs)
    return select(Seat).where(or_(begun, and_(still, ended, ~held))).order_by(Seat.id)


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > now)
