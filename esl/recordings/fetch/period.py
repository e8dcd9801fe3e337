"""The months and days, local ones of a tenant's, that its recordings are handed out by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seatyard.errors import InvalidInput
from seatyard.months import asked, months_after

MOST_DAYS = 92
"""Of a period: a quarter. Its index is in memory at once."""
_MONTH = re.compile(r"(\d{4}-\d{2})\Z", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:--(\d{4}-\d{2}-\d{2}))?\Z", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A local month, day, or days in a row."""

    first: date
    after: date
    """The day after its last."""

    @classmethod
    def read(cls, text: str) -> Period:
        """``2026-03``, ``2026-03-02``, or ``2026-03-02--2026-03-15`` with its last day (ISO 8601, 4.4.2)."""
        try:
            found = cls._month(text) if _MONTH.match(text) else cls._days(text)
        except ValueError:
            found = None
        if found is None:
            raise InvalidInput(
                f"no month, day or days: {text}",
                allowed=f"such as 2026-03, 2026-03-02 or 2026-03-02--2026-03-15, {MOST_DAYS} days at most",
            )
        return found

    @classmethod
    def _month(cls, text: str) -> Period:
        first = asked(f"{text}-01")
        return cls(first, months_after(first, 1))

    @classmethod
    def _days(cls, text: str) -> Period | None:
        given = _DAYS.match(text)
        if given is None:
            return None
        first, last = asked(given[1]), asked(given[2] or given[1])
        return cls(first, last + timedelta(days=1)) if 0 <= (last - first).days < MOST_DAYS else None

    @property
    def is_day(self) -> bool:
        return (self.after - self.first).days == 1

    def __str__(self) -> str:
        last = self.after - timedelta(days=1)
        if self.is_day:
            return f"{self.first}"
        if self.first.day == 1 and self.after == months_after(self.first, 1):
            return f"{self.first:%Y-%m}"
        return f"{self.first}--{last}"

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        local = ZoneInfo(zone)
        start, end = (datetime.combine(day, time.min, local) for day in (self.first, self.after))
        return start.astimezone(UTC), end.astimezone(UTC)

    def days(self) -> Iterator[Period]:
        day = self.first
        while day < self.after:
            yield Period(day, day + timedelta(days=1))
            day += timedelta(days=1)
