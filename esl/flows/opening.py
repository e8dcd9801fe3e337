"""When a tenant is open: hours of the week, public holidays, and days of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from seatyard import clock
from seatyard.calendar import special_days
from seatyard.hours import DAY_SECONDS, DAYS, Hours, shifts
from seatyard.sentence import sentence

CHINA = "CN"
CLOSED = "closed"
AHEAD = 3
"""Years whose holidays are on the switch: the one that runs, and those after it."""

Windows = tuple[tuple[int, int], ...]
"""Times of one day, from a second on and before another one, in order."""
_ONE_DAY = timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True)
class Opening:
    """An ``hours`` node's ``when``, ``holidays`` and ``days``, read."""

    shifts: tuple[Hours, ...]
    holidays: bool
    """Whether public holidays are closed, and weekend days worked for them are like the day off's weekday."""
    days: Mapping[date, tuple[Hours, ...]]
    """The tenant's own days, which win over the rest; none of a closed day."""

    @classmethod
    def read(cls, node: Mapping[str, Any]) -> Opening:
        """From the value of an ``hours`` node that has passed the checks."""
        own = {date.fromisoformat(day): own_day(day, text) for day, text in (node.get("days") or {}).items()}
        return cls(tuple(shifts(node["when"])), node.get("holidays") == CHINA, own)

    def open_at(self, local: datetime) -> bool:
        """Whether it is open at this moment of the tenant's wall clock."""
        second = local.hour * 3600 + local.minute * 60 + local.second
        return any(starts <= second < ends for starts, ends in self.windows(local.date()))

    def windows(self, day: date) -> Windows:
        """When it is open on the day."""
        return _cut(self.begun(day), self.begun(day - _ONE_DAY))

    def usual(self, day: date) -> Windows:
        """When it would be open if all days were like their weekday."""
        return _cut(self._on(day.weekday()), self._on((day - _ONE_DAY).weekday()))

    def unusual(self, of: Iterable[int]) -> dict[date, Windows]:
        """When it is open on those days of these years (and on those of its own) that are not like others."""
        special = {day for year in of if self.holidays for day in special_days(year)} | set(self.days)
        near = sorted(special | {day + _ONE_DAY for day in special})
        return {day: windows for day in near if (windows := self.windows(day)) != self.usual(day)}

    def begun(self, day: date) -> tuple[Hours, ...]:
        """What begins on the day; over midnight it goes on into the next."""
        if day in self.days:
            return self.days[day]
        special = special_days(day.year) if self.holidays else {}
        return self._on(special.get(day, day.weekday()))

    def _on(self, weekday: int | None) -> tuple[Hours, ...]:
        return tuple(shift for shift in self.shifts if weekday in shift.days)


def own_day(day: str, text: Any) -> tuple[Hours, ...]:
    """What is open on a day of the tenant's own. ValueError for no such day, or what cannot be read."""
    if not _DATE.match(day):
        raise ValueError(sentence("cannot read %(text)r", text=day))
    try:
        weekday = DAYS[date.fromisoformat(day).weekday()]
    except ValueError:
        raise ValueError(sentence("there is no such day: %(day)s", day=day)) from None
    if text == CLOSED:
        return ()
    return tuple(shifts(", ".join(f"{weekday} {part.strip()}" for part in str(text).split(","))))


def years() -> range:
    """The years whose holidays are on the switch; the old year until it is over everywhere."""
    first = (clock.now() - _ONE_DAY).year
    return range(first, first + AHEAD)


def _cut(today: Iterable[Hours], yesterday: Iterable[Hours]) -> Windows:
    """What of these shifts lies in the day on which, or after which, they began."""
    begun = [(one.starts, min(one.ends, DAY_SECONDS)) for one in today if one.starts < DAY_SECONDS]
    goes_on = [
        (max(one.starts - DAY_SECONDS, 0), one.ends - DAY_SECONDS)
        for one in yesterday
        if one.ends > DAY_SECONDS
    ]
    return tuple(sorted({*begun, *goes_on}))
