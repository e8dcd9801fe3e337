"""Tenants by name and in lists, for whoever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, NotFound
from seatyard.paging import Page, Part, paged, part

from .models import LeadTimeWaiver, Number, Seat, SeatTenure, Tenant
from .numbers import FREE


@dataclass(frozen=True)
class Entry:
    """A tenant in a list, with how much it leases."""

    tenant: Tenant
    seats: int
    """Leased at the moment asked for."""
    numbers: int


def find(name: str) -> Tenant | None:
    """The tenant of this name."""
    return db.session.scalar(select(Tenant).filter_by(name=name))


def domain_of_others() -> str:
    """What comes after the name in the latest tenant's domain: ``seats.example``; empty before the first."""
    latest = db.session.scalar(select(Tenant.domain).order_by(Tenant.id.desc()).limit(1))
    return (latest or "").partition(".")[2]


def must_live(tenant_id: int) -> None:
    """Conflict where its deletion is confirmed; nobody confirms it until the transaction ends."""
    found = select(Tenant.name, Tenant.deleted_at).filter_by(id=tenant_id).with_for_update()
    name, deleted_at = db.session.execute(found).one()
    if deleted_at is not None:
        raise Conflict("its data is deleted", where=f"tenant {name}")


def name_of(tenant_id: int) -> str:
    return db.session.scalars(select(Tenant.name).filter_by(id=tenant_id)).one()


def seat(tenant: Tenant, number: str) -> Seat:
    """NotFound when the tenant has no such seat, leased now or earlier."""
    found = db.session.scalar(select(Seat).filter_by(tenant_id=tenant.id, number=number))
    if found is None:
        raise NotFound(f"no seat {number} of tenant {tenant.name}", where="seat")
    return found


def first_seats(tenant_id: int, most: int) -> list[Seat]:
    """Those with the lowest numbers, with their leases."""
    query = select(Seat).filter_by(tenant_id=tenant_id).options(selectinload(Seat.tenures))
    return list(db.session.scalars(query.order_by(Seat.number).limit(most)))


def own_seat(seat_id: int | None) -> Seat:
    """The seat that a person is. NotFound when it is leased no more, or not yet."""
    found = db.session.get(Seat, seat_id) if seat_id is not None else None
    if found is not None and found.off_since is not None:
        raise NotFound("your seat is switched off", where="seat")
    if found is None or not found.active:
        raise NotFound("your seat is not leased", where="seat")
    return found


def by_id(ids: Sequence[int]) -> dict[int, Tenant]:
    """The tenants of these ids: what turns the ids in a list of calls into names."""
    return {tenant.id: tenant for tenant in db.session.scalars(select(Tenant).where(Tenant.id.in_(set(ids))))}


def names(ids: Sequence[int]) -> dict[int, str]:
    """The tenants' names by their ids."""
    rows = db.session.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(set(ids))))
    return dict(rows.tuples().all())


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    tenants: int
    seats: int
    """On the switch now."""
    numbers: int
    free_numbers: int


def size() -> Size:
    """The whole house in four figures."""
    free = func.count(case((Number.state == FREE, 1)))
    numbers, free_numbers = db.session.execute(select(func.count(), free).select_from(Number)).one()
    return Size(
        tenants=db.session.scalar(select(func.count()).select_from(Tenant)) or 0,
        seats=db.session.scalar(select(func.count()).select_from(Seat).where(Seat.active)) or 0,
        numbers=numbers,
        free_numbers=free_numbers,
    )


def _leased(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return SeatTenure.starts_at <= at, or_(SeatTenure.ends_at.is_(None), SeatTenure.ends_at > at)


def seats_leased(tenant_ids: Sequence[int], at: datetime | None = None) -> dict[int, int]:
    """Seats leased at a moment (now by default), by tenant id."""
    query = (
        select(Seat.tenant_id, func.count(SeatTenure.id))
        .join(SeatTenure.seat)
        .where(Seat.tenant_id.in_(tenant_ids), *_leased(at or clock.now()))
        .group_by(Seat.tenant_id)
    )
    return dict(db.session.execute(query).tuples().all())


def waivers(tenant_id: int) -> list[LeadTimeWaiver]:
    """The lead times that were waived for a tenant, the latest first."""
    query = select(LeadTimeWaiver).filter_by(tenant_id=tenant_id).order_by(LeadTimeWaiver.id.desc())
    return list(db.session.scalars(query))


def numbers_held(tenant_ids: Sequence[int]) -> dict[int, int]:
    """Numbers assigned, by tenant id."""
    mine = Number.tenant_id.in_(tenant_ids)
    query = select(Number.tenant_id, func.count()).where(mine).group_by(Number.tenant_id)
    return {owner: numbers for owner, numbers in db.session.execute(query) if owner is not None}


def part_of(search: str = "", after: str = "", limit: int = 50) -> Part[Tenant]:
    """Tenants by name, those after a name; ``search`` is a part of a name, title or domain."""
    return part(_searched(search), Tenant.name, after, limit)


def numbers_of(tenant_id: int, after: str = "", limit: int = 50) -> Part[Number]:
    """A tenant's numbers in their order, those after a number."""
    return part(select(Number).filter_by(tenant_id=tenant_id), Number.e164, after, limit)


def listing(search: str = "", page: int = 1) -> Page[Entry]:
    """Tenants by name; ``search`` is a part of a name, title or domain."""
    found = paged(_searched(search).order_by(Tenant.name), page)
    ids = [tenant.id for tenant in found.entries]
    seats, numbers = seats_leased(ids), numbers_held(ids)
    entries = [Entry(tenant, seats.get(tenant.id, 0), numbers.get(tenant.id, 0)) for tenant in found.entries]
    return Page(entries, found.number, found.total, found.size)


def _searched(search: str) -> Select[tuple[Tenant]]:
    return select(Tenant).where(named_like(search)) if search else select(Tenant)


def named_like(search: str) -> ColumnElement[bool]:
    """Whether it is a part of a tenant's name, title or domain."""
    columns = (Tenant.name, Tenant.title_zh, Tenant.title_en, Tenant.domain)
    return or_(*(column.icontains(search, autoescape=True) for column in columns))
