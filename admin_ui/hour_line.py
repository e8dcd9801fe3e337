"""A seat's day against the clock, as bars to draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from esl.seat_time.days import Day, midnight

WIDTH = 1440
"""Of a whole local day, in the drawing's units, whatever its hours."""
_LEAST = 1.0
"""A bar narrower than this would not be seen."""


@dataclass(frozen=True)
class Bar:
    """A state, from-to; what was in it and why is in the words beside."""

    state: str
    reason: int | None
    starts: datetime
    ends: datetime
    x: float
    width: float


@dataclass(frozen=True)
class HourLine:
    bars: list[Bar]
    hours: list[float]
    """Where each full hour of the local clock lies."""
    width: int = WIDTH


def hour_line(day: Day, zone: ZoneInfo) -> HourLine:
    """The day from one local midnight to the next; what has not passed, or was not asked for, is blank."""
    begins, over = midnight(day.day, zone), midnight(day.day + timedelta(days=1), zone)
    whole = (over - begins) / timedelta(microseconds=1)

    def x(moment: datetime) -> float:
        return round((moment - begins) / timedelta(microseconds=1) / whole * WIDTH, 1)

    bars: list[Bar] = []
    for one in day.stretches:
        last = bars[-1] if bars else None
        starts = one.starts
        if last and (last.state, last.reason, last.ends) == (one.state, one.reason, one.starts):
            starts = bars.pop().starts
        width = max(_LEAST, round(x(one.ends) - x(starts), 1))
        bars.append(Bar(one.state, one.reason, starts, one.ends, x(starts), width))
    hours = [x(begins + timedelta(hours=hour)) for hour in range(int((over - begins) / timedelta(hours=1)))]
    return HourLine(bars, hours)
