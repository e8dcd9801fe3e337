"""Opening hours as the dialplan's date conditions take them.

The switch compares whole seconds and includes both ends (``switch_tod_cmp``), so the end written
for 18:00 is 17:59:59.
"""

from __future__ import annotations

from dataclasses import dataclass

from seatyard import hours
from seatyard.hours import ALLOWED

__all__ = ["ALLOWED", "Span", "spans"]


@dataclass(frozen=True)
class Span:
    """A time on some days, as the attributes of a dialplan condition."""

    wday: str
    """``2,3,4``: 1 is Sunday."""
    time_of_day: str
    """``09:00:00-17:59:59``, both ends included."""


def spans(text: str) -> list[Span]:
    """Read ``text`` (see ``seatyard.hours``). ValueError says what cannot be read."""
    return [_span(one) for one in hours.parse(text)]


def _span(one: hours.Hours) -> Span:
    wday = ",".join(str(day) for day in sorted((day + 1) % 7 + 1 for day in one.days))
    return Span(wday, f"{_clock(one.starts)}-{_clock(one.ends - 1)}")


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
