"""A day whose sums are not what they were: said in the transaction that changes its calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, insert, slices
from tenants.models import Tenant

from ..reports.counting import SECOND_CALL_DAYS
from .days import AFTER, over
from .models import CallDay

SOON = AFTER / 2
"""A day that has not been over for so long is kept by nobody yet, however clocks differ."""
SECOND_CALLS = timedelta(days=SECOND_CALL_DAYS)
BEFORE = SECOND_CALL_DAYS + 1
"""Days before it whose first-call resolution a call may change: one more where a clock is put forward."""


def changed(calls: Iterable[tuple[int, datetime]]) -> None:
    """Calls or legs of these tenants, by their start, came, went or are others now. In the caller's
    transaction, which a keeper of such a day waits for."""
    now, late = clock.now(), defaultdict[int, set[datetime]](set)
    for tenant_id, at in calls:
        if at < now - SOON:
            late[tenant_id].add(at)
    days = sorted({(id, day) for id, zone in _zones(late) for at in late[id] for day in _days(at, zone, now)})
    for some in slices({"tenant_id": id, "day": day, "again_at": now} | _NEW for id, day in days):
        row = insert(CallDay)
        more = {"version": CallDay.version + 1, "again_at": now}
        known = row.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=more)
        db.session.connection().execute(known, some)


_NEW = {"version": 1, "kept_version": None, "basis": "", "judged": False}


def _zones(tenants: Iterable[int]) -> Iterable[tuple[int, ZoneInfo]]:
    for some in slices(tenants):
        query = select(Tenant.id, Tenant.timezone).where(Tenant.id.in_(some))
        for id, name in db.session.connection().execute(query):
            yield id, ZoneInfo(name)


def _days(at: datetime, zone: ZoneInfo, now: datetime) -> Iterable[date]:
    """Those that may have been kept with what such a call has a part in."""
    day = at.astimezone(zone).date()
    if over(day, zone) + SOON <= now:
        yield day
    for before in range(1, BEFORE + 1):
        earlier = day - timedelta(days=before)
        judged = over(earlier, zone) + SECOND_CALLS
        if at < judged and judged + SOON <= now:
            yield earlier
