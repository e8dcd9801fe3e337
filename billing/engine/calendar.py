"""The Chinese working calendar: legal holidays, the days off around them, and the Saturdays worked for those.

The days are the ``holidays`` package's. The State Council announces the swapped days of a year
in the autumn before it; until then a year has its legal holidays and plain weekends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import count

import holidays

from .results import Notice, Text

SATURDAY = 5
_SUBSTITUTES = ("(observed)", "Day off")
"""Of a name: a day off in place of another is no legal holiday itself (no triple pay)."""


def is_legal_holiday(day: date) -> bool:
    """Whether the day itself is a legal holiday, on which work is paid threefold."""
    names = _china(day.year).get_list(day)
    return any(not any(word in name for word in _SUBSTITUTES) for name in names)


def is_business_day(day: date) -> bool:
    """Whether people work: weekdays but for days off, and the weekend days that make up for those."""
    china = _china(day.year)
    if day in china.weekend_workdays:
        return True
    return day.weekday() < SATURDAY and day not in china


def business_days_after(day: date, days: int) -> date:
    """The day that is ``days`` business days after ``day``; ``day`` itself for 0."""
    return _counted(day, days, timedelta(days=1))


def business_days_before(day: date, days: int) -> date:
    """The day that is ``days`` business days before ``day``; ``day`` itself for 0."""
    return _counted(day, days, timedelta(days=-1))


def swaps_known(year: int) -> bool:
    """Whether the year's swapped working days have been announced to this release."""
    return any(day.year == year for day in _china(year).weekend_workdays)


def unannounced(clause: str, days: Iterable[date]) -> tuple[Notice, ...]:
    """That a clause relies on a year of which not all is known yet, for each such year among the days."""
    return tuple(
        Notice(
            "calendar_not_announced",
            clause,
            Text(
                f"{year} 年的放假调休安排尚未公布，按法定节假日与正常周末计算",
                f"The days off of {year} are not announced yet: counted by legal holidays and plain weekends",
            ),
            subject=str(year),
        )
        for year in sorted({day.year for day in days})
        if not swaps_known(year)
    )


def _counted(day: date, days: int, step: timedelta) -> date:
    if days == 0:
        return day
    later = (day + number * step for number in count(1))
    worked = (one for one in later if is_business_day(one))
    return next(one for number, one in enumerate(worked, 1) if number == days)


@cache
def _china(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, language="en_US", expand=False)
