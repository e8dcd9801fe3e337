"""Times of day, as people write them and as the dialplan's date conditions take them.

``Mon-Fri 09:00-18:00, Sat 10:00-14:00``: days (a range, or several joined by ``/``)
and one span, half open: at 18:00:00 it is closed. The switch compares whole seconds
and includes both ends (``switch_tod_cmp``), so the end written for it is 17:59:59.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
"""In FreeSWITCH's order: ``wday`` 1 is Sunday."""
DAY_SECONDS = 24 * 60 * 60
ALLOWED = "like 'Mon-Fri 09:00-18:00, Sat 10:00-14:00'"

_DAY = "|".join(DAYS)
_SPAN = re.compile(
    rf"(?P<days>(?:{_DAY})(?:-(?:{_DAY}))?(?:/(?:{_DAY})(?:-(?:{_DAY}))?)*)"
    r"\s+(?P<h1>\d\d):(?P<m1>\d\d)-(?P<h2>\d\d):(?P<m2>\d\d)\Z"
)


@dataclass(frozen=True)
class Span:
    """A time on some days, as the attributes of a dialplan condition."""

    wday: str
    """``2,3,4``: 1 is Sunday."""
    time_of_day: str
    """``09:00:00-17:59:59``, both ends included."""


def spans(text: str) -> list[Span]:
    """Read ``text``; a span over midnight becomes two. ValueError says what cannot be read."""
    found: list[Span] = []
    for part in text.split(","):
        match = _SPAN.match(part.strip())
        if match is None:
            raise ValueError(f"cannot read {part.strip()!r}")
        days = [day for piece in match["days"].split("/") for day in _days(piece)]
        start, end = _second(match["h1"], match["m1"]), _second(match["h2"], match["m2"])
        if end > start:
            found.append(_span(days, start, end))
        else:
            found.append(_span(days, start, DAY_SECONDS))
            if end:
                found.append(_span([(day + 1) % 7 for day in days], 0, end))
    return found


def _days(piece: str) -> list[int]:
    first, _, last = piece.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return [(start + n) % 7 for n in range((end - start) % 7 + 1)]


def _second(hours: str, minutes: str) -> int:
    second = int(hours) * 3600 + int(minutes) * 60
    if second > DAY_SECONDS or int(minutes) > 59:
        raise ValueError(f"there is no {hours}:{minutes}")
    return second


def _span(days: list[int], start: int, end: int) -> Span:
    wday = ",".join(str(day + 1) for day in sorted(set(days)))
    return Span(wday, f"{_clock(start)}-{_clock(end - 1)}")


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
