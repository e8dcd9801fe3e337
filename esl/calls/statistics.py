"""How many calls a tenant's month had, day by day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from seatyard.db import db

from ..models import ANSWERED, SELF_SERVICE, Conversation


@dataclass(frozen=True)
class Day:
    """A local day's calls."""

    day: date
    served: int
    """Answered by somebody, or finished in the menu."""
    lost: int
    """Abandoned or failed."""


def per_day(tenant_id: int, zone: str) -> list[Day]:
    """Every day of the month of a tenant's latest call, in ``zone``; empty if there is no call."""
    own = Conversation.tenant_id == tenant_id
    latest = db.session.scalar(select(func.max(Conversation.started_at)).where(own))
    if latest is None:
        return []
    first = latest.astimezone(ZoneInfo(zone)).date().replace(day=1)
    days = [first + timedelta(days=at) for at in range(monthrange(first.year, first.month)[1])]
    starts = [_midnight(day, zone) for day in [*days, days[-1] + timedelta(days=1)]]
    started = Conversation.started_at
    at = case(*((started < after, index) for index, after in enumerate(starts[1:])))
    good = Conversation.outcome.in_((ANSWERED, SELF_SERVICE))
    query = (
        select(at, good, func.count())
        .where(own, started >= starts[0], started < starts[-1])
        .group_by(at, good)
    )
    counts = {(index, bool(well)): many for index, well, many in db.session.execute(query)}
    return [Day(day, counts.get((i, True), 0), counts.get((i, False), 0)) for i, day in enumerate(days)]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
