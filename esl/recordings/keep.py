"""How long a recording is kept, in local days: never a moment less than agreed.

``1 month`` of a talk that ended on 31 January lasts through 28 (or 29) February, whatever the hour; it may be
deleted from the next midnight of the tenant's on.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seatyard.calendar import business_days_after
from seatyard.errors import InvalidInput
from seatyard.months import months_after

WRITTEN = r"\A([1-9][0-9]{0,3}) (day|business day|month|year)s?\Z"
_KEEP = re.compile(WRITTEN)
Keep = tuple[int, str]
"""A count, and ``day``, ``business day`` or ``month``."""


def parse(text: str) -> Keep:
    """``1 month``, ``90 days``, ``2 years`` (24 months), and a contract's ``7 business days``."""
    found = _KEEP.match(text)
    if found is None:
        raise InvalidInput(f"no time of keeping: {text}", allowed="such as '1 month' or '90 days'")
    count, unit = int(found[1]), found[2]
    return (count * 12, "month") if unit == "year" else (count, unit)


def last_day(ended: date, keep: Keep) -> date:
    """The last local day on which it is kept."""
    count, unit = keep
    if unit == "business day":
        return business_days_after(ended, count)
    return months_after(ended, count) if unit == "month" else ended + timedelta(days=count)


def due_at(ended_at: datetime, keep: Keep, zone: str) -> datetime:
    """Since when it may be deleted."""
    local = ZoneInfo(zone)
    day = last_day(ended_at.astimezone(local).date(), keep) + timedelta(days=1)
    return datetime.combine(day, time.min, local).astimezone(UTC)


def before(keeps: list[Keep], now: datetime) -> datetime:
    """What ended after this moment is not due now by any of ``keeps``."""
    shortest = min((count * (28 if unit == "month" else 1) for count, unit in keeps))
    return now - timedelta(days=shortest)
