"""Times at which flows go different ways, for trial calls: in the office's hours, at night, on a holiday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from seatyard.calendar import is_business_day, is_legal_holiday

NOW, WORKING, NIGHT, WEEKEND, HOLIDAY = "now", "working", "night", "weekend", "holiday"
_DAY, _EVENING = time(10), time(22)
_FAR = 400
"""Days within which there is one of each."""


def moments(now: datetime) -> dict[str, datetime]:
    """The next of each, on the tenant's wall clock, in the order in which they are offered."""
    days = [now.date() + timedelta(days=ahead) for ahead in range(1, _FAR)]
    working = next(day for day in days if is_business_day(day))
    weekend = next(day for day in days if _is_free(day) and not is_legal_holiday(day))
    holiday = next(day for day in days if is_legal_holiday(day))
    return {
        NOW: now.replace(second=0, microsecond=0),
        WORKING: datetime.combine(working, _DAY),
        NIGHT: datetime.combine(working, _EVENING),
        WEEKEND: datetime.combine(weekend, _DAY),
        HOLIDAY: datetime.combine(holiday, _DAY),
    }


def _is_free(day: date) -> bool:
    return day.weekday() >= 5 and not is_business_day(day)
