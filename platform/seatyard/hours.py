"""Times of day, as people write them: ``Mon-Fri 09:00-18:00, Sat 10:00-14:00``.

Days (a range, or several joined by ``/``) and one span each, half open: at 18:00:00 it is over.
A span that ends before it starts goes on into the next day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .sentence import sentence

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""In Python's order: Monday is 0."""
_CHINESE = "一二三四五六日"
DAY_SECONDS = 24 * 60 * 60
ALLOWED = sentence("like 'Mon-Fri 09:00-18:00, Sat 10:00-14:00'")

_DAY = f"({'|'.join(DAYS)})"
_DAYS = rf"{_DAY}(-{_DAY})?(/{_DAY}(-{_DAY})?)*"
_TIME = "(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
_ONE = rf"{_DAYS} {_TIME}-{_TIME}"
PATTERN = f"{_ONE}(, {_ONE})*"
"""What a schema lets through; ``parse`` takes all of it (and more spaces)."""
_SPAN = re.compile(rf"(?P<days>{_DAYS})\s+(?P<h1>\d\d):(?P<m1>\d\d)-(?P<h2>\d\d):(?P<m2>\d\d)\Z")


@dataclass(frozen=True, slots=True)
class Hours:
    """A time on some days of the week."""

    days: frozenset[int]
    """Monday is 0."""
    starts: int
    """Second of the day."""
    ends: int
    """The second at which it is over, more than ``starts``; past 86,400 on the next day (of a shift)."""


def in_chinese(text: str) -> str:
    """The same hours as a Chinese reader expects them: ``周一至周五 18:00-08:00、周六/周日 00:00-24:00``."""
    ranges = re.sub(rf"{_DAY}-{_DAY}", r"\1至\2", text)
    return re.sub(_DAY, lambda day: f"周{_CHINESE[DAYS.index(day[0])]}", ranges).replace(", ", "、")


def parse(text: str) -> list[Hours]:
    """Read ``text``; a span over midnight becomes two. ValueError says what cannot be read."""
    found: list[Hours] = []
    for shift in shifts(text):
        if shift.starts < DAY_SECONDS:
            found.append(Hours(shift.days, shift.starts, min(shift.ends, DAY_SECONDS)))
        if shift.ends > DAY_SECONDS:
            following = frozenset((day + 1) % 7 for day in shift.days)
            found.append(Hours(following, max(shift.starts - DAY_SECONDS, 0), shift.ends - DAY_SECONDS))
    return found


def shifts(text: str) -> list[Hours]:
    """Read ``text`` as it stands: a span over midnight ends past 86,400. ValueError as of ``parse``."""
    found: list[Hours] = []
    for part in text.split(","):
        match = _SPAN.match(part.strip())
        if match is None:
            raise ValueError(sentence("cannot read %(text)r", text=part.strip()))
        days = frozenset(day for piece in match["days"].split("/") for day in _days(piece))
        start, end = _second(match["h1"], match["m1"]), _second(match["h2"], match["m2"])
        found.append(Hours(days, start, end if end > start else end + DAY_SECONDS))
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
