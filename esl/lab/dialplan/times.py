"""Date and time conditions, as ``switch_xml_std_datetime_check`` reads them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def holds(times: tuple[tuple[str, str], ...], moment: datetime, local: datetime) -> bool | None:
    """Whether the moment matches all of them; none without any.

    ``moment`` is in the call's zone, ``local`` the same in the host's, which is
    the zone that FreeSWITCH takes ``date-time`` in, whatever the call's.
    """
    if not times:
        return None
    return all(_CHECKS[name](wanted, local if name == "date-time" else moment) for name, wanted in times)


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """A zone of the ``timezone`` channel variable; none (local time) if there is no such."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        log.error("timezone %r is unknown, local time is used", name)
        return None


def zone_offset(hours: int) -> tzinfo:
    """A zone of the ``tod_tz_offset`` channel variable."""
    return timezone(timedelta(hours=hours))


def number_matches(wanted: str, value: int) -> bool:
    """``switch_number_cmp``: numbers and ranges by commas; ``18-8`` wraps: what is not in 9-17."""
    for part in wanted.split(","):
        start, dash, end = part.strip().partition("-")
        if not start.isdigit() or (dash and not end.isdigit()):
            return False
        if _within(value, int(start), int(end if dash else start)):
            return True
    return False


def day_matches(wanted: str, day: int) -> bool:
    """``switch_dow_cmp``: 1 is Sunday; numbers or names, ranges may wrap round the week."""
    for part in wanted.lower().split(","):
        first, dash, last = part.strip().partition("-")
        low = _day(first)
        high = _day(last) if dash else low
        if low is not None and high is not None and _within(day, low, high):
            return True
    return False


def time_of_day_matches(wanted: str, seconds: int) -> bool:
    """``switch_tod_cmp``: ``09:00-18:00`` up to and with 18:00:00; seconds may be given."""
    for part in wanted.split(","):
        start, _, end = part.strip().partition("-")
        low, high = _seconds(start), _seconds(end)
        if low is not None and high is not None and _within(seconds, low, high):
            return True
    return False


def date_matches(wanted: str, moment: datetime) -> bool:
    """``switch_fulldate_cmp``: ``2026-03-01 00:00:00~2026-03-02 00:00:00``, the end not included."""
    naive = moment.replace(tzinfo=None)
    for part in wanted.split(","):
        start, tilde, end = part.strip().partition("~")
        low, high = _date(start), _date(end) if tilde else None
        if low is not None and high is not None and low <= naive < high:
            return True
    return False


def _within(value: int, low: int, high: int) -> bool:
    return low <= value <= high if low <= high else value >= low or value <= high


def _day(text: str) -> int | None:
    text = text.strip()
    if text.isdigit():
        return int(text)
    return _DAYS.index(text[:3]) + 1 if text[:3] in _DAYS else None


def _seconds(text: str) -> int | None:
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    hours, minutes, seconds = (*map(int, parts), 0)[:3]
    return hours * 3600 + minutes * 60 + seconds


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _since_midnight(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _week_of_month(moment: datetime) -> int:
    first = moment.replace(day=1).isoweekday() % 7
    return (moment.day + first - 1) // 7 + 1


_CHECKS: dict[str, Callable[[str, datetime], bool]] = {
    "date-time": date_matches,
    "year": lambda wanted, at: number_matches(wanted, at.year),
    "yday": lambda wanted, at: number_matches(wanted, at.timetuple().tm_yday),
    "mon": lambda wanted, at: number_matches(wanted, at.month),
    "mday": lambda wanted, at: number_matches(wanted, at.day),
    "week": lambda wanted, at: number_matches(wanted, (at.timetuple().tm_yday - 1) // 7 + 1),
    "mweek": lambda wanted, at: number_matches(wanted, _week_of_month(at)),
    "wday": lambda wanted, at: day_matches(wanted, at.isoweekday() % 7 + 1),
    "hour": lambda wanted, at: number_matches(wanted, at.hour),
    "minute": lambda wanted, at: number_matches(wanted, at.minute),
    "minute-of-day": lambda wanted, at: number_matches(wanted, at.hour * 60 + at.minute + 1),
    "time-of-day": lambda wanted, at: time_of_day_matches(wanted, _since_midnight(at)),
}
