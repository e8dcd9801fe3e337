"""What days came to, made sure of before their calls go: reports read it ever after.

A local day that a month (UTC) has any part in is taken whole: from its last one on, days are counted anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard.db import db, snapshot
from seatyard.months import months_after
from tenants.models import Tenant

from ..call_sums import keeping as calls_days
from ..call_sums.reading import kept_days
from ..calls.months import its_rows
from ..models import Conversation, Leg
from ..reports import keeping as seats_days
from ..reports.counting import Which
from ..reports.models import SeatDaysKept
from ..reports.periods import Period

Day = tuple[int, date]
"""A tenant's id, and a local day of it."""


def keep(month: date) -> None:
    """Sum up the days of the month that are not summed up. Commits as it goes."""
    with snapshot():
        calls, seats = list(_calls_missing(month)), list(_seats_missing(month))
    for tenant_id, day in calls:
        calls_days.keep(tenant_id, day)
    for tenant_id, day in seats:
        seats_days.keep(tenant_id, day)


def missing(month: date) -> list[Day]:
    """Those that are not. In the caller's transaction."""
    return [*_calls_missing(month), *_seats_missing(month)]


def local_days(month: date, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last local day that a month (UTC) has a part in."""
    begins = datetime.combine(month, time(), UTC)
    ends = datetime.combine(months_after(month, 1), time(), UTC) - timedelta(microseconds=1)
    return begins.astimezone(zone).date(), ends.astimezone(zone).date()


def _calls_missing(month: date) -> Iterator[Day]:
    for tenant_id, period in _periods(month):
        kept = kept_days(Which(tenant_id, period))
        yield from ((tenant_id, day) for day in _days(period) if day not in kept)


def _seats_missing(month: date) -> Iterator[Day]:
    for tenant_id, period in _periods(month):
        row = SeatDaysKept
        kept = select(row.day).where(row.tenant_id == tenant_id, row.again_at.is_(None))
        known = set(db.session.scalars(kept.where(row.day.between(period.first, period.last))))
        yield from ((tenant_id, day) for day in _days(period) if day not in known)


def _periods(month: date) -> Iterator[tuple[int, Period]]:
    """Of the tenants that have calls or legs of the month."""
    ids: set[int] = set()
    for model in (Conversation, Leg):
        ids |= set(db.session.scalars(select(model.tenant_id).where(its_rows(model, month)).distinct()))
    for tenant_id in sorted(ids):
        zone = ZoneInfo(db.session.scalars(select(Tenant.timezone).filter_by(id=tenant_id)).one())
        yield tenant_id, Period(*local_days(month, zone), zone)


def _days(period: Period) -> Iterator[date]:
    return (period.first + timedelta(days=at) for at in range(period.days))
