"""The time that a report is about: local days of the tenant, cut into hours, days, weeks or months. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from seatyard.months import months_after

from ..seat_time.days import midnight

HOUR, DAY, WEEK, MONTH = "hour", "day", "week", "month"
CUTS = (HOUR, DAY, WEEK, MONTH)
MOST_DAYS, MOST_DAYS_BY_HOUR = 366, 31


@dataclass(frozen=True, slots=True)
class Period:
    """Local days of a zone, from the first to the last, both with."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def starts(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def before(self) -> Period:
        """What it is set against: for whole months as many whole months, else as many days."""
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
            after = self.last + timedelta(days=1)
            many = (after.year - self.first.year) * 12 + after.month - self.first.month
            return Period(months_after(self.first, -many), self.first - timedelta(days=1), self.zone)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)

    def labels(self, cut: str) -> Iterator[str]:
        """The name of each piece, in order, whether or not anything happened in it."""
        seen = ""
        for at in range(self.days):
            for hour in range(24) if cut == HOUR else (0,):
                if (name := label(self.first + timedelta(days=at), hour, cut)) != seen:
                    seen = name
                    yield name

    def local(self, epoch: int) -> datetime:
        """A moment, in seconds since 1970, by the clock of the zone."""
        return datetime.fromtimestamp(epoch, self.zone)

    @property
    def slot(self) -> int:
        """Seconds of a piece of time that never lies in two local hours: zones are whole quarters off UTC."""
        offsets = [moment.utcoffset() or timedelta() for moment in _locally(self)]
        return 3600 if all(offset % timedelta(hours=1) == timedelta() for offset in offsets) else 900


def label(day: date, hour: int, cut: str) -> str:
    """``2026-03-02 09:00``, ``2026-03-02``, ``2026-W10`` (ISO 8601, from Monday), ``2026-03``."""
    if cut == HOUR:
        return f"{day} {hour:02}:00"
    if cut == WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if cut == MONTH else day.isoformat()


def _locally(period: Period) -> list[datetime]:
    return [moment.astimezone(period.zone) for moment in (period.starts, period.ends)]
