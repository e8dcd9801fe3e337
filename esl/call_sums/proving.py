"""Sums that are kept, against their calls counted again. What holds yields an empty text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from seatyard.db import db
from tenants.models import Tenant

from ..dropping.boundary import settled_days
from ..reports.counting import Which
from ..reports.periods import Period
from .keeping import counted
from .models import CallDay, CallSum, SeatCallSum
from .reading import kept_days

_Row = frozenset[tuple[str, Any]]


def sums() -> Iterator[str]:
    """Of each day whose sums reports read: they are what its calls come to, as long as those are kept."""
    settled = settled_days() or date.min
    first, last = func.min(CallDay.day), func.max(CallDay.day)
    query = select(Tenant.id, Tenant.name, Tenant.timezone, first, last)
    query = query.join(CallDay, CallDay.tenant_id == Tenant.id).where(Tenant.deleted_at.is_(None))
    by_tenant = query.group_by(Tenant.id, Tenant.name, Tenant.timezone).order_by(Tenant.id)
    for id, name, timezone, begins, ends in db.session.execute(by_tenant).all():
        zone = ZoneInfo(timezone)
        for day in sorted(kept_days(Which(id, Period(begins, ends, zone)))):
            if day <= settled:
                continue
            same = _stored(id, day) == _again(Which(id, Period(day, day, zone)))
            yield "" if same else f"{name}, {day}: its sums are not what its calls come to"


def _stored(tenant_id: int, day: date) -> tuple[set[_Row], set[_Row]]:
    return _rows(CallSum, tenant_id, day), _rows(SeatCallSum, tenant_id, day)


def _rows(model: type[CallSum] | type[SeatCallSum], tenant_id: int, day: date) -> set[_Row]:
    names = [column.key for column in model.__table__.columns if column.key not in ("tenant_id", "day")]
    query = select(*(getattr(model, name) for name in names)).filter_by(tenant_id=tenant_id, day=day)
    return {frozenset(zip(names, row, strict=True)) for row in db.session.execute(query)}


def _again(which: Which) -> tuple[set[_Row], set[_Row]]:
    of_calls, of_seats = counted(which)
    return {frozenset(row.items()) for row in of_calls}, {frozenset(row.items()) for row in of_seats}
