"""Opening hours as the dialplan's date conditions take them: the switch decides at each call by itself.

It compares whole seconds and includes both ends (``switch_tod_cmp``), so the end written for 18:00 is
17:59:59. Year and day are those of the call's ``timezone``; ``date-time`` would be the host's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from .opening import Opening, Windows

_WEEK = [date(2001, 1, 7) + timedelta(days=number) for number in range(7)]
"""From a Sunday on."""


@dataclass(frozen=True)
class Span:
    """A time on some days, as the attributes of a dialplan condition."""

    wday: str = ""
    """``2,3,4``: 1 is Sunday."""
    year: str = ""
    yday: str = ""
    """``1-3,46``: 1 is New Year's Day."""
    time_of_day: str = ""
    """``09:00:00-11:59:59,13:00:00-17:59:59``, both ends included; empty for all day."""

    def attributes(self) -> dict[str, str]:
        """In the dialplan's names."""
        return {name.replace("_", "-"): value for name, value in vars(self).items() if value}


def weekly(opening: Opening) -> list[Span]:
    """The times of an ordinary week."""
    found: dict[tuple[int, int], list[str]] = {}
    for day in _WEEK:
        for window in opening.usual(day):
            found.setdefault(window, []).append(str(day.isoweekday() % 7 + 1))
    return [Span(wday=",".join(days), time_of_day=_clock((window,))) for window, days in found.items()]


def exceptions(opening: Opening, years: Iterable[int]) -> tuple[list[Span], list[Span]]:
    """The days of these years that are not like others: when it is open on them, then all of them."""
    unusual = opening.unusual(years)
    inside: list[Span] = []
    for windows in sorted(set(unusual.values()) - {()}):
        same = [day for day in unusual if unusual[day] == windows]
        inside += [Span(year=year, yday=yday, time_of_day=_clock(windows)) for year, yday in _dates(same)]
    return inside, [Span(year=year, yday=yday) for year, yday in _dates(unusual)]


def ordered(opening: Opening, years: Iterable[int]) -> list[tuple[Span, bool]]:
    """Times with whether it is open at them: the first that holds is true; where none does it is closed."""
    inside, unusual = exceptions(opening, years)
    return [
        *((span, True) for span in inside),
        *((span, False) for span in unusual),
        *((span, True) for span in weekly(opening)),
    ]


def _dates(days: Iterable[date]) -> list[tuple[str, str]]:
    """A year at a time: ``("2026", "1-3,46")``."""
    return [(str(year), _ranges(list(same))) for year, same in groupby(sorted(days), lambda day: day.year)]


def _ranges(days: list[date]) -> str:
    found: list[list[int]] = []
    for number in (day.timetuple().tm_yday for day in days):
        if found and found[-1][-1] == number - 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ",".join("-".join(map(str, one)) for one in found)


def _clock(windows: Windows) -> str:
    return ",".join(f"{_time(starts)}-{_time(ends - 1)}" for starts, ends in windows)


def _time(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
