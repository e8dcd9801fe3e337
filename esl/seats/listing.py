"""Seats' states for whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from seatyard.errors import NotFound
from seatyard.paging import Part, part
from tenants.directory import find
from tenants.models import Seat, Tenant
from tenants.reasons import busy_reasons

from . import service
from .intervals import Interval


@dataclass(frozen=True)
class Entry:
    """A seat in a list; times in the tenant's zone."""

    number: str
    name: str
    state: str
    reason: int | None
    reason_name: str
    since: datetime | None
    until: datetime | None


def of_tenant(name: str) -> list[Entry]:
    """The active seats of a tenant by number, each with the state that it is in now."""
    tenant = _tenant(name)
    query = select(Seat).where(Seat.tenant_id == tenant.id, Seat.active).order_by(Seat.number)
    return _entries(tenant, db.session.scalars(query))


def part_of(tenant: Tenant, after: str, limit: int) -> tuple[Part[Seat], dict[str, Entry]]:
    """A part of its seats by number, also of those not active; of the active ones the states, by number."""
    found = part(select(Seat).filter_by(tenant_id=tenant.id), Seat.number, after, limit)
    entries = _entries(tenant, (seat for seat in found.entries if seat.active))
    return found, {entry.number: entry for entry in entries}


def states_of(tenant: Tenant, seats: Iterable[Seat]) -> dict[str, Entry]:
    """The states of these active seats, by number."""
    return {entry.number: entry for entry in _entries(tenant, seats)}


def _entries(tenant: Tenant, seats: Iterable[Seat]) -> list[Entry]:
    rows, at = service.rows_of([tenant.id]), clock.now()
    codes, zone = busy_reasons(tenant.policies), ZoneInfo(tenant.timezone)
    entries = []
    for seat in seats:
        now = service.shown(rows.get(seat.id), at)
        named = codes.get(now.reason or 0, {}).get(tenant.language, "")
        since, until = (moment and moment.astimezone(zone) for moment in (now.since, now.until))
        entries.append(Entry(seat.number, seat.name, now.state, now.reason, named, since, until))
    return entries


def history(name: str, number: str, since: datetime, to: datetime) -> list[Interval]:
    """The states of a seat between two moments, in the tenant's zone."""
    tenant = _tenant(name)
    seat = db.session.scalar(select(Seat).filter_by(tenant_id=tenant.id, number=number))
    if seat is None:
        raise NotFound(f"no seat {number} of tenant {name}")
    zone = ZoneInfo(tenant.timezone)
    return [
        Interval(
            one.starts_at.astimezone(zone),
            one.ends_at and one.ends_at.astimezone(zone),
            one.state,
            one.reason,
            one.source,
            one.by,
        )
        for one in service.intervals_of(tenant.id, seat.id, since, to)
    ]


def in_zone(name: str, moment: datetime) -> datetime:
    """A moment as it was typed: without an offset it is in the tenant's zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(_tenant(name).timezone))


def _tenant(name: str) -> Tenant:
    tenant = find(name)
    if tenant is None:
        raise NotFound(f"no tenant {name}")
    return tenant
