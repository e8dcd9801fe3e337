"""A seat's day against the clock, as bars to draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from esl.seat_time.days import Day, midnight
from esl.seat_time.layers import Stretch

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
    said: str
    """From when until when, by the local clock to the millisecond."""


@dataclass(frozen=True)
class HourLine:
    bars: list[Bar]
    hours: list[float]
    """Where each full hour of the local clock lies."""
    width: int = WIDTH

    @property
    def states(self) -> set[str]:
        return {bar.state for bar in self.bars}

    def drawn(self, words: Mapping[str, str]) -> Markup:
        """The bars, each with its time and its state's word. Not by a template: a seat's page has hundreds,
        and all but the words is numbers."""
        titles = {state: escape(words[state]) for state in self.states}
        return Markup("".join(_rect(bar, titles[bar.state]) for bar in self.bars))


def hour_line(day: Day, zone: ZoneInfo) -> HourLine:
    """The day from one local midnight to the next; what has not passed, or was not asked for, is blank."""
    begins, over = midnight(day.day, zone), midnight(day.day + timedelta(days=1), zone)
    whole = (over - begins) / timedelta(microseconds=1)

    @cache  # a stretch begins where the last one ends
    def x(moment: datetime) -> float:
        return round((moment - begins) / timedelta(microseconds=1) / whole * WIDTH, 1)

    clock = cache(partial(_clock, zone=zone))
    bars: list[Bar] = []
    for one in _joined(day.stretches):
        left, right = x(one.starts), x(one.ends)
        said = f"{clock(one.starts)} – {clock(one.ends)}"
        width = max(_LEAST, round(right - left, 1))
        bars.append(Bar(one.state, one.reason, one.starts, one.ends, left, width, said))
    hours = [x(begins + timedelta(hours=hour)) for hour in range(int((over - begins) / timedelta(hours=1)))]
    return HourLine(bars, hours)


def _rect(bar: Bar, word: Markup) -> str:
    place = f'x="{bar.x}" y="0" width="{bar.width}" height="24"'
    why = f" {bar.reason}" if bar.reason else ""
    return f'<rect class="{bar.state}" {place}><title>{bar.said} {word}{why}</title></rect>'


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """One in the place of several of the same state, one after the other."""
    last: Stretch | None = None
    for one in stretches:
        if last and (last.state, last.reason, last.ends) == (one.state, one.reason, one.starts):
            last = replace(last, ends=one.ends)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    """``formats.clock_time``, of the thousands that a page of seats has."""
    at = moment.astimezone(zone)
    return f"{at.hour:02}:{at.minute:02}:{at.second:02}.{at.microsecond // 1000:03}"
