"""Which days an e-mail tells of, and the day on which it goes. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from seatyard.months import months_after

DAY, WEEK, MONTH = "day", "week", "month"
EVERY = (DAY, WEEK, MONTH)
BY = {DAY: "hour", WEEK: "day", MONTH: "day"}
"""How finely service levels are told."""


def next_day(every: str, today: date) -> date:
    """The first day after the day, week (from Monday) or month that today is in."""
    if every == DAY:
        return today + timedelta(days=1)
    if every == WEEK:
        return today + timedelta(days=7 - today.weekday())
    return months_after(today.replace(day=1), 1)


def told_on(every: str, day: date) -> tuple[date, date]:
    """The first and the last day of what is told on a day that ``next_day`` gave."""
    last = day - timedelta(days=1)
    first = {DAY: last, WEEK: day - timedelta(days=7), MONTH: last.replace(day=1)}
    return first[every], last
