"""Keeping where seats' time went, a finished local day of a tenant at a time: for ``seatyard clock``.

A day is computed when it has been over for an hour, and again on each of the three days after it: a record
that a node kept back changes what was known. Reports say as of when they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, select

from seatyard import clock
from seatyard.db import db, insert, slices, snapshot, transaction
from tenants.models import Seat, SeatTenure, Tenant

from ..seat_time import service
from ..seat_time.days import midnight
from ..seat_time.layers import cut
from .figures import STATES
from .models import SeatDay, SeatDaysKept, SeatHour

EVERY = 60.0
"""Seconds from one look for days that are missing to the next."""
AT_ONCE = 20
"""Days of tenants at a look: other work that the clock brings has its turn in between."""
AFTER = timedelta(hours=1)
"""A day is computed when it has been over for so long: its last calls have ended, their records are in."""
AGAIN, TIMES = timedelta(days=1), 3
"""From one time to the next that a day is computed anew, and how often."""
BACK = 40
"""Days that are made up for, of a tenant that none is kept of: last month's too."""

Rows = dict[Any, Counter[str]]


def due_now() -> int:
    """Compute what is missing or due again; how many days."""
    wanted = _wanted()
    for tenant_id, day in wanted:
        keep(tenant_id, day)
    return len(wanted)


def keep(tenant_id: int, day: date) -> None:
    """A local day of a tenant's seats, instead of what was kept of it. Commits."""
    with snapshot():
        zone = ZoneInfo(db.session.get_one(Tenant, tenant_id).timezone)
        seats, hours = _times(tenant_id, day, zone)
    now = clock.now()
    ended = midnight(day + timedelta(days=1), zone)
    again = now + AGAIN if now < ended + AFTER + TIMES * AGAIN else None
    with transaction():
        for model in (SeatDay, SeatHour):
            db.session.execute(delete(model).filter_by(tenant_id=tenant_id, day=day))
        key = {"tenant_id": tenant_id, "day": day}
        _insert(SeatDay, [key | {"seat_id": id} | _row(times) for id, times in seats.items()])
        _insert(SeatHour, [key | {"hour": hour} | _row(times) for hour, times in hours.items()])
        said = {"computed_at": now, "again_at": again}
        new = insert(SeatDaysKept).values(**key, **said)
        db.session.execute(new.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=said))


def _times(tenant_id: int, day: date, zone: ZoneInfo) -> tuple[Rows, Rows]:
    """Microseconds by state, of each seat, and of each hour of the local clock."""
    starts, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    hours = int((ends - starts) / timedelta(hours=1))
    edges = [starts + timedelta(hours=hour) for hour in range(1, hours)]
    by_seat: Rows = {}
    by_hour: Rows = {}
    for one in service.of_tenant(tenant_id, starts, ends):
        times = by_seat[one.seat.id] = Counter[str]()
        for stretch in cut(one.found, edges):
            if stretch.state in STATES:
                times[stretch.state] += stretch.microseconds
                hour = stretch.starts.astimezone(zone).hour
                by_hour.setdefault(hour, Counter())[stretch.state] += stretch.microseconds
    return {id: times for id, times in by_seat.items() if times}, by_hour


def _row(times: Counter[str]) -> dict[str, int]:
    return {state: times[state] for state in STATES}


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in slices(rows):
        db.session.execute(insert(model), some)


def _wanted() -> list[tuple[int, date]]:
    """Days that are over and not kept, the oldest first of each tenant; then those due again."""
    now = clock.now()
    with snapshot():
        last = select(SeatDaysKept.tenant_id, func.max(SeatDaysKept.day)).group_by(SeatDaysKept.tenant_id)
        kept = dict(db.session.execute(last).tuples().all())
        leased = exists().where(SeatTenure.seat_id == Seat.id, Seat.tenant_id == Tenant.id)
        query = select(Tenant.id, Tenant.timezone)
        query = query.where(Tenant.deleted_at.is_(None), leased).order_by(Tenant.id)
        missing = [
            one for row in db.session.execute(query) for one in _missing(row.id, row.timezone, kept, now)
        ]
        again = select(SeatDaysKept.tenant_id, SeatDaysKept.day).where(SeatDaysKept.again_at <= now)
        due = list(db.session.execute(again.order_by(SeatDaysKept.again_at).limit(AT_ONCE)).tuples())
    return [*sorted(missing, key=lambda one: one[1])[:AT_ONCE], *due][:AT_ONCE]


def _missing(tenant_id: int, timezone: str, kept: dict[int, date], now: datetime) -> list[tuple[int, date]]:
    last = (now - AFTER).astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
    first = last - timedelta(days=BACK - 1)
    if tenant_id in kept:
        first = kept[tenant_id] + timedelta(days=1)
    return [(tenant_id, first + timedelta(days=at)) for at in range((last - first).days + 1)]
