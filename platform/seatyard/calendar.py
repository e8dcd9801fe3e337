"""The Chinese working calendar: legal holidays, the days off around them, weekend days worked for those.

The days are the ``holidays`` package's. The State Council announces the swapped days of a year
in the autumn before it; until then a year has its legal holidays and plain weekends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count

import holidays

SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_SUBSTITUTES = ("(observed)", "Day off")
"""Of a name: a day off in place of another is no legal holiday itself (no triple pay)."""
_SWAPPED = re.compile(r"Day off \(substituted from (\d\d/\d\d/\d{4})\)")


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


@cache
def special_days(year: int) -> Mapping[date, int | None]:
    """The days of a year that are not like others of their weekday.

    With the weekday (Monday is 0) whose work is done on a weekend day that is worked: the one that the
    day off has that it makes up for. With None for a holiday, as it is announced: the free days in a row
    around a day of the calendar, weekend days with them (of 1 January 2026, a Thursday: 1 to 3 January).
    """
    days = [date(year, 1, 1) + number * _ONE_DAY for number in range(366)]
    found: dict[date, int | None] = {day: None for day in days if day.year == year and _in_holiday(day)}
    return found | {worked: day.weekday() for worked, day in _stands_in(year).items()}


def business_days_after(day: date, days: int) -> date:
    """The day that is ``days`` business days after ``day``; ``day`` itself for 0."""
    return _counted(day, days, _ONE_DAY)


def business_days_before(day: date, days: int) -> date:
    """The day that is ``days`` business days before ``day``; ``day`` itself for 0."""
    return _counted(day, days, -_ONE_DAY)


def swaps_known(year: int) -> bool:
    """Whether the year's swapped working days have been announced to this release."""
    return any(day.year == year for day in _china(year).weekend_workdays)


def holiday_of(day: date, chinese: bool) -> str:
    """What the holiday is called in which the day is free: that of the nearest legal holiday in the row.

    Empty for a day that is in none.
    """
    if day not in special_days(day.year) or is_business_day(day):
        return ""
    row = [day, *_free_beside(day, -_ONE_DAY), *_free_beside(day, _ONE_DAY)]
    legal = min((one for one in row if is_legal_holiday(one)), key=lambda one: abs(one - day), default=None)
    return _china(legal.year, "zh_CN" if chinese else "en_US").get(legal, "") if legal else ""


def stands_in_for(day: date) -> date | None:
    """Of a weekend day that is worked: the day off that it makes up for."""
    return _stands_in(day.year).get(day)


def _free_beside(day: date, step: timedelta) -> list[date]:
    found: list[date] = []
    while not is_business_day(day := day + step):
        found.append(day)
    return found


def _in_holiday(day: date) -> bool:
    """Whether it is a free day next to which, through free days alone, a day of the calendar lies."""
    return not is_business_day(day) and (
        day in _china(day.year) or _leads_to_one(day, _ONE_DAY) or _leads_to_one(day, -_ONE_DAY)
    )


def _leads_to_one(day: date, step: timedelta) -> bool:
    while not is_business_day(day := day + step):
        if day in _china(day.year):
            return True
    return False


def _counted(day: date, days: int, step: timedelta) -> date:
    if days == 0:
        return day
    later = (day + number * step for number in count(1))
    worked = (one for one in later if is_business_day(one))
    return next(one for number, one in enumerate(worked, 1) if number == days)


def _stands_in(year: int) -> dict[date, date]:
    """By weekend day of the year that is worked: the day off that it makes up for, be it in another year."""
    names = {day: name for near in (year - 1, year, year + 1) for day, name in _china(near).items()}
    swaps = {day: swapped[1] for day, name in names.items() if (swapped := _SWAPPED.search(name))}
    worked = {datetime.strptime(text, "%m/%d/%Y").date(): day for day, text in swaps.items()}  # noqa: DTZ007
    return {day: off for day, off in worked.items() if day.year == year}


@cache
def _china(year: int, language: str = "en_US") -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, language=language, expand=False)
