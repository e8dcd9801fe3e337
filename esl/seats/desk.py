"""A tenant's seats as its admins work with them: what each is, what it does now, whether a phone is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from seatyard import clock
from seatyard.db import db
from seatyard.paging import Page, paged
from tenants.models import Queue, QueueSeat, Seat, SeatTenure, Tenant

from ..seat_time.models import SeatRegistration
from . import listing

SIZE = 50


@dataclass(frozen=True)
class Line:
    seat: Seat
    state: listing.Entry | None
    """None while it is not on the switch, or switched off."""
    queues: list[str]
    registered: bool
    """Whether a SIP phone is registered as it, as far as the switch was heard."""
    begins: datetime | None
    """When its lease begins, if that is to come."""
    ends: datetime | None
    """When its lease ends, if that is to come."""


def page_of(tenant: Tenant, search: str = "", type: str = "", queue: str = "", page: int = 1) -> Page[Line]:
    """Those leased now or from a day to come; ``search`` is a part of a number or name."""
    query = select(Seat).filter_by(tenant_id=tenant.id).where(_held(clock.now()))
    if search:
        query = query.where(
            or_(*(column.icontains(search, autoescape=True) for column in (Seat.number, Seat.name)))
        )
    if type:
        query = query.where(Seat.type == type)
    if queue:
        query = query.where(Seat.tiers.any(QueueSeat.queue.has(Queue.name == queue)))
    query = query.options(
        selectinload(Seat.tiers).selectinload(QueueSeat.queue), selectinload(Seat.tenures)
    ).order_by(Seat.number)
    found = paged(query, page, SIZE)
    states = listing.states_of(tenant, [seat for seat in found.entries if seat.active])
    there = _registered(tenant.id, [seat.id for seat in found.entries])
    lines = [_line(seat, states.get(seat.number), seat.id in there) for seat in found.entries]
    return Page(lines, found.number, found.total, found.size)


def _line(seat: Seat, state: listing.Entry | None, registered: bool) -> Line:
    now, last = clock.now(), seat.tenures[-1] if seat.tenures else None
    begins = last.starts_at if last and not seat.held and last.starts_at > now else None
    ends = last.ends_at if last and last.ends_at and last.ends_at > now else None
    return Line(seat, state, sorted(tier.queue.name for tier in seat.tiers), registered, begins, ends)


def _held(now: datetime) -> ColumnElement[bool]:
    runs = or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > now)
    any_tenure = exists().where(SeatTenure.seat_id == Seat.id)
    held = or_(Seat.active, Seat.off_since.is_not(None))
    return or_(exists().where(and_(SeatTenure.seat_id == Seat.id, runs)), and_(held, ~any_tenure))


def _registered(tenant_id: int, seats: Sequence[int]) -> set[int]:
    """Of these seats those whose latest word is that a phone is there."""
    mine = (SeatRegistration.tenant_id == tenant_id, SeatRegistration.seat_id.in_(seats))
    latest = (
        select(SeatRegistration.seat_id, func.max(SeatRegistration.at).label("at"))
        .where(*mine)
        .group_by(SeatRegistration.seat_id)
        .subquery()
    )
    last = and_(latest.c.seat_id == SeatRegistration.seat_id, latest.c.at == SeatRegistration.at)
    there = select(SeatRegistration.seat_id).join(latest, last).where(*mine, SeatRegistration.marks != "")
    return set(db.session.scalars(there))
