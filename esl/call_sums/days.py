"""A stretch of local days, counted from the calls themselves: what is kept of a day, and what is not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import TypeVar
from zoneinfo import ZoneInfo

from ..reports.counting import NUMBER, ORIGIN, QUEUE, SLOT, Which, counted, judged_until
from ..reports.figures import Counts
from ..reports.origins import place_of
from ..reports.words import Words
from ..seat_time.days import midnight

AFTER = timedelta(hours=1)
"""A day is kept when it has been over for so long: its last calls have ended, their records are in."""
DAY, HOUR, PLACE = "day", "hour", "place"
KINDS = (DAY, HOUR, NUMBER, PLACE)
"""A whole day; an hour of the local clock; the number that was called; where the caller's belongs."""
RULES = 1
"""Of counting: another number has every day counted anew."""

Key = tuple[date, str, int]
"""Of a day: the hour's digits, number or place, or nothing; the queue's id, or 0."""
Name = TypeVar("Name", bound=Hashable)


@cache
def read_by() -> str:
    return f" {RULES} {version('phonenumbers')}"


def basis(zone: ZoneInfo) -> str:
    """What sums depend on besides calls: the tenant's clock, the rules, what is known of places."""
    return zone.key + read_by()


def over(day: date, zone: ZoneInfo) -> datetime:
    return midnight(day + timedelta(days=1), zone)


def is_judged(day: date, zone: ZoneInfo) -> bool:
    return over(day, zone) <= judged_until(zone)


def by_time(which: Which, by: str) -> dict[Key, Counts]:
    """Of each day, or hour of the local clock; by queue."""
    found, period = counted(which, SLOT, QUEUE), which.period
    local = ((period.local(slot * period.slot), queue or 0, one) for (slot, queue), one in found.items())
    hour = "%H" if by == HOUR else ""
    return together(((at.date(), at.strftime(hour), queue), one) for at, queue, one in local)


def by_number(which: Which) -> dict[tuple[str, int], Counts]:
    """Of each number called, by queue; of no number under an empty one."""
    found = counted(which, NUMBER, QUEUE).items()
    return together(((number or "", queue or 0), one) for (number, queue), one in found)


def by_place(which: Which) -> dict[Words, Counts]:
    """Of each place that callers' numbers belong to."""
    found = counted(which, ORIGIN).items()
    return together((place_of(prefix or ""), one) for (prefix,), one in found)


def together(found: Iterable[tuple[Name, Counts]]) -> dict[Name, Counts]:
    sums: dict[Name, Counts] = {}
    for name, one in found:
        sums[name] = sums[name] + one if name in sums else one
    return sums
