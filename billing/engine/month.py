"""A billing period: a calendar month in the contract's time zone."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from seatyard.errors import InvalidInput

from .spans import MICROSECOND, Span


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of local days; ``span`` is its half-open stretch of instants."""

    year: int
    month: int
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo, where: str = "period") -> Month:
        """``2026-03`` as a month; InvalidInput for anything else."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if match is None or not 1970 <= int(match[1]) <= 9000:
            raise InvalidInput(f"{text!r} is not a month", where=where, allowed="YYYY-MM, such as 2026-03")
        return cls(int(match[1]), int(match[2]), zone)

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> Month:
        """The month that a local day lies in."""
        return cls(day.year, day.month, zone)

    @property
    def name(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def next(self) -> Month:
        after = self.last_day + timedelta(days=1)
        return Month(after.year, after.month, self.zone)

    @property
    def span(self) -> Span:
        return Span(midnight(self.first_day, self.zone), midnight(self.next.first_day, self.zone))

    def day_of(self, moment: datetime) -> date:
        """The local date at a moment."""
        return moment.astimezone(self.zone).date()

    def days_of(self, span: Span) -> range:
        """The local days that ``span`` touches, as ordinals; an end at midnight does not touch the day."""
        return self.days_between(span.starts, span.ends)

    def days_between(self, starts: datetime, ends: datetime) -> range:
        """Likewise of the time from one instant to a later one."""
        before, edges = _midnights(self)
        if edges[0] <= starts and ends <= edges[-1]:
            first, last = bisect_right(edges, starts), bisect_left(edges, ends)
            return range(before + first, before + last + 1)
        first = self.day_of(starts).toordinal()
        return range(first, self.day_of(ends - MICROSECOND).toordinal() + 1)


@lru_cache(maxsize=64)
def _midnights(month: Month) -> tuple[int, list[datetime]]:
    """The ordinal of the day before, and the first instant of each day and of the month after."""
    days = (month.first_day + timedelta(days=number) for number in range(month.days + 1))
    return month.first_day.toordinal() - 1, [midnight(day, month.zone) for day in days]
