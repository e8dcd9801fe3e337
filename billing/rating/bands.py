"""Times of day with a price of their own, by the clock on the contract's wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from seatyard.calendar import is_legal_holiday
from seatyard.hours import ALLOWED, DAY_SECONDS, PATTERN, parse

from ..engine.month import midnight
from ..engine.parameters import Amount, parameter
from ..engine.spans import Span

HOLIDAYS = "holidays"
"""Of a band: the legal holidays of the Chinese calendar, from midnight to midnight."""


class BandBy(StrEnum):
    """What decides a call's band."""

    START = "start"
    """The instant at which the call started: one price for all of it."""
    INCREMENT = "increment"
    """Each increment has the price of the instant at which it begins."""


@dataclass(frozen=True, slots=True)
class WhenText:
    """``Mon-Fri 18:00-08:00``, as the hours of call flows are written, or ``holidays``."""

    def schema(self) -> dict[str, str]:
        return {
            "type": "string",
            "pattern": f"^({HOLIDAYS}|{PATTERN})$",
            "description": f"{HOLIDAYS}, or times {ALLOWED}",
        }

    def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Band:
    """A price at some times."""

    when: str = parameter(WhenText(), "Local times of the contract's zone")
    price: Decimal = parameter(Amount(), "Per minute")


class Schedule:
    """Which band of a list holds when. Asked in order of time, it computes each stretch once.

    A local time counts as the clock shows it: an hour that a clock change skips is in no band, one
    that it repeats is in its band twice.
    """

    def __init__(self, whens: Sequence[str], zone: ZoneInfo) -> None:
        self._times = [None if when == HOLIDAYS else parse(when) for when in whens]
        self._zone = zone
        edges = {second for times in self._times for one in times or () for second in (one.starts, one.ends)}
        self._edges = sorted(edges - {0, DAY_SECONDS})
        self._day = date.min
        self._stretches: list[tuple[Span, int | None]] = []
        self._now: tuple[Span, int | None] | None = None

    def at(self, moment: datetime) -> tuple[Span, int | None]:
        """The position of the band that holds at ``moment``, or None, and a stretch in which it does."""
        known = self._now
        if known is None or not known[0].starts <= moment < known[0].ends:
            self._now = known = next(one for one in self._around(moment) if moment < one[0].ends)
        return known

    def _around(self, moment: datetime) -> list[tuple[Span, int | None]]:
        """The stretches of the local day of a moment. Where the clock goes back over midnight a day
        comes twice; the hours that come again belong to the next."""
        day = moment.astimezone(self._zone).date()
        if moment >= midnight(day + timedelta(days=1), self._zone):
            day += timedelta(days=1)
        if day != self._day:
            self._day, self._stretches = day, self._of(day)
        return self._stretches

    def _of(self, day: date) -> list[tuple[Span, int | None]]:
        starts, ends = (midnight(day + timedelta(days=n), self._zone) for n in (0, 1))
        local = datetime.combine(day, time(), self._zone)
        edges = [local + timedelta(seconds=second) for second in self._edges]
        found = {edge.replace(fold=fold).astimezone(UTC) for edge in edges for fold in (0, 1)}
        found |= {self._clock_change(starts, ends)}
        moments = [starts, *sorted(one for one in found if starts < one < ends), ends]
        spans = (Span(one, after) for one, after in pairwise(moments))
        return [(span, self._band(span.starts)) for span in spans]

    def _band(self, moment: datetime) -> int | None:
        local = moment.astimezone(self._zone)
        second = local.hour * 3600 + local.minute * 60 + local.second
        for position, times in enumerate(self._times):
            if times is None:
                if is_legal_holiday(local.date()):
                    return position
            elif any(local.weekday() in one.days and one.starts <= second < one.ends for one in times):
                return position
        return None

    def _clock_change(self, starts: datetime, ends: datetime) -> datetime:
        """The instant within a local day at which its offset from UTC changes; the day's end if none."""
        before = starts.astimezone(self._zone).utcoffset()
        if (ends - timedelta(seconds=1)).astimezone(self._zone).utcoffset() == before:
            return ends
        low, high = 0, (ends - starts) // timedelta(seconds=1)
        while high - low > 1:
            middle = (low + high) // 2
            same = (starts + timedelta(seconds=middle)).astimezone(self._zone).utcoffset() == before
            low, high = (middle, high) if same else (low, middle)
        return starts + timedelta(seconds=high)
