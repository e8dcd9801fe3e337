"""Keeping what finished days of calls came to, a day of a tenant at a time: for ``seatyard clock``.

A day's version is read with its calls at one moment, and its sums are kept if it is still that: who changes
calls of a finished day counts it up in the same transaction (``marking``).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from seatyard.db import db, insert, one_moment, slices, transaction
from tenants.models import Tenant

from ..reports import rung
from ..reports.counting import JUDGED_AFTER, NUMBER, Which
from ..reports.periods import Period
from . import days
from .days import DAY, HOUR, PLACE
from .models import CallDay, CallSum, SeatCallSum
from .wanted import wanted

EVERY = 60.0
"""Seconds from one look for days that are to be counted to the next."""

Rows = list[dict[str, Any]]


def due_now() -> int:
    """Count what is missing or changed; how many days."""
    next_ones = wanted()
    for tenant_id, day in next_ones:
        keep(tenant_id, day)
    return len(next_ones)


def keep(tenant_id: int, day: date) -> bool:
    """Count a local day of a tenant; whether it is kept, which it is not if it changed meanwhile. Commits."""
    with one_moment():
        zone = ZoneInfo(db.session.get_one(Tenant, tenant_id).timezone)
        seen = db.session.get(CallDay, (tenant_id, day))
        version = 0 if seen is None else seen.version
        judged = days.is_judged(day, zone)
        sums, of_seats = counted(Which(tenant_id, Period(day, day, zone)))
    again = None if judged else days.over(day, zone) + JUDGED_AFTER
    said = {"kept_version": version, "basis": days.basis(zone), "judged": judged, "again_at": again}
    key = {"tenant_id": tenant_id, "day": day}
    row = insert(CallDay).values(**key, version=version, **said)
    same = row.on_conflict_do_update(
        index_elements=["tenant_id", "day"], set_=said, where=CallDay.version == version
    )
    with transaction():
        if db.session.execute(same.returning(CallDay.day)).first() is None:
            return False
        for model, rows in ((CallSum, sums), (SeatCallSum, of_seats)):
            db.session.execute(delete(model).filter_by(**key))
            for some in slices(key | one for one in rows):
                db.session.execute(insert(model), some)
    return True


def counted(which: Which) -> tuple[Rows, Rows]:
    """The rows of a day but for tenant and day: of its calls, and of its seats."""
    hours = days.by_time(which, HOUR)
    whole = days.together((queue, one) for (_, _, queue), one in hours.items())
    numbers, places = days.by_number(which), days.by_place(which)
    sums = [
        *((DAY, "", queue, one) for queue, one in whole.items()),
        *((HOUR, hour, queue, one) for (_, hour, queue), one in hours.items()),
        *((NUMBER, number, queue, one) for (number, queue), one in numbers.items()),
        *((PLACE, f"{place.zh}|{place.en}", 0, one) for place, one in places.items()),
    ]
    rows = [{"by": by, "key": key, "queue_id": queue} | asdict(one) for by, key, queue, one in sums]
    seats = rung.counted(which.tenant_id, which.period).items()
    return rows, [{"seat_id": seat} | asdict(one) for seat, one in seats]
