"""How many calls a tenant's month had, day by day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from seatyard.db import db

from ..call_sums import reading
from ..models import Conversation
from ..reports.counting import Which
from ..reports.figures import Counts
from ..reports.periods import DAY, Period


@dataclass(frozen=True)
class Day:
    """A local day's calls in and out: not those that were turned away, nor those between seats."""

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
    last = latest.astimezone(ZoneInfo(zone)).date()
    period = Period(last.replace(day=1), last, ZoneInfo(zone))
    days = [
        _day(date.fromisoformat(day), one)
        for day, one in reading.by_piece(Which(tenant_id, period), DAY).items()
    ]
    after = range(monthrange(last.year, last.month)[1] - last.day)
    return days + [Day(last + timedelta(days=at + 1), 0, 0) for at in after]


def _day(day: date, calls: Counts) -> Day:
    served = calls.self_served + calls.answered + calls.dialled_answered
    return Day(day, served, calls.entered + calls.dialled - served)
