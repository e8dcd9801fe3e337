"""What was taken already and becomes so by itself on its day: leases, queues and flows asked for ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from seatyard import clock
from seatyard.db import db

from ..models import Arrangement, Seat, SeatTenure, Tenant

MOST = 50
"""Rows; of more, those that come first."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What changes for a tenant at one moment."""

    on: date
    """The tenant's local day."""
    tenant: Tenant
    added: int = 0
    """Seats whose lease begins."""
    released: int = 0
    changed: int = 0
    """Seats that go on as another type."""
    says: tuple[str, ...] = ()
    """Of queues and flows: the changes in words."""
    clause: str = ""


def coming() -> list[Coming]:
    """The next of it, by day and tenant."""
    now = clock.now()
    found: dict[tuple[int, datetime], Coming] = {}
    other = aliased(SeatTenure)
    goes_on = exists().where(other.seat_id == SeatTenure.seat_id, other.ends_at == SeatTenure.starts_at)
    followed = exists().where(other.seat_id == SeatTenure.seat_id, other.starts_at == SeatTenure.ends_at)
    begins = _counted(SeatTenure.starts_at, now, func.count(), func.count(case((goes_on, 1))))
    for tenant, at, seats, changed in begins:
        found[tenant.id, at] = Coming(_day(at, tenant), tenant, added=seats - changed, changed=changed)
    for tenant, at, seats in _counted(SeatTenure.ends_at, now, func.count(case((~followed, 1)))):
        known = found.get((tenant.id, at), Coming(_day(at, tenant), tenant))
        if seats:
            found[tenant.id, at] = replace(known, released=seats)
    return sorted([*found.values(), *_arranged(now)], key=lambda one: (one.on, one.tenant.name))[:MOST]


def _counted(column: Any, now: datetime, *counts: Any) -> list[Any]:
    query = (
        select(Tenant, column, *counts)
        .select_from(SeatTenure)
        .join(Seat, Seat.id == SeatTenure.seat_id)
        .join(Tenant, Tenant.id == Seat.tenant_id)
        .where(column > now)
        .group_by(Tenant.id, column)
        .order_by(column, Tenant.id)
        .limit(MOST)
    )
    return list(db.session.execute(query))


def _arranged(now: datetime) -> list[Coming]:
    query = select(Arrangement, Tenant).join(Tenant).where(Arrangement.takes_effect_at > now)
    rows = db.session.execute(query.order_by(Arrangement.takes_effect_at).limit(MOST)).tuples()
    return [
        Coming(one.first_day, tenant, says=tuple(one.document["says"]), clause=one.clause)
        for one, tenant in rows
    ]


def _day(at: datetime, tenant: Tenant) -> date:
    return at.astimezone(ZoneInfo(tenant.timezone)).date()
