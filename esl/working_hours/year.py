"""A year's days as working hours have them, each with what makes it so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from seatyard.calendar import special_days, stands_in_for
from seatyard.hours import Hours

from ..flows.opening import Opening
from .week import spans

OPEN, CLOSED, HOLIDAY, MADE_UP = "open", "closed", "holiday", "made_up"
OWN_OPEN, OWN_CLOSED = "own_open", "own_closed"
KINDS = (OPEN, CLOSED, HOLIDAY, MADE_UP, OWN_OPEN, OWN_CLOSED)
"""As the week has it; by the public calendar; by the tenant's own word, which wins."""


@dataclass(frozen=True)
class Day:
    day: date
    kind: str
    hours: str
    """What begins on it: ``09:00-12:00, 13:00-18:00``; empty where it is closed."""
    reason: str = ""
    """Of a day of one's own."""
    stands_for: date | None = None
    """Of a weekend day that is worked: the day off that it makes up for."""


def day_of(opening: Opening, reasons: Mapping[str, str], day: date) -> Day:
    begun = opening.begun(day)
    hours, own = spans(begun), opening.days.get(day)
    if own is not None:
        return Day(day, OWN_OPEN if own else OWN_CLOSED, hours, reasons.get(str(day), ""))
    special = special_days(day.year) if opening.holidays else {}
    if day not in special:
        return Day(day, _usual(begun), hours)
    if special[day] is None:
        return Day(day, HOLIDAY, hours)
    return Day(day, MADE_UP, hours, stands_for=stands_in_for(day))


def year_of(opening: Opening, reasons: Mapping[str, str], year: int) -> list[Day]:
    """All days of a year, in order."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(366))
    return [day_of(opening, reasons, day) for day in days if day.year == year]


def differing(before: Opening, after: Opening, first: date, days: int) -> list[tuple[date, str, str]]:
    """The days from one on whose hours are others after than before: with both."""
    ahead = (first + timedelta(days=number) for number in range(days))
    both = ((day, spans(before.begun(day)), spans(after.begun(day))) for day in ahead)
    return [(day, was, now) for day, was, now in both if was != now]


def _usual(begun: tuple[Hours, ...]) -> str:
    return OPEN if begun else CLOSED
