"""A moment as people type it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from .errors import InvalidInput

EARLIEST, LATEST = 1970, 9000
ALLOWED = "ISO 8601: 2026-03-01T09:00"


def read(text: str, zone: str, where: str) -> datetime:
    """ISO 8601; without an offset it is the local time of ``zone``. InvalidInput names ``where``."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is no time", where=where, allowed=ALLOWED) from None
    check(moment, where, text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def check(moment: datetime, where: str, text: str = "") -> None:
    """InvalidInput next to the ends of the calendar, where a moment is none in some zones."""
    if not EARLIEST <= moment.year <= LATEST:
        allowed = f"a year of {EARLIEST} to {LATEST}"
        raise InvalidInput(f"{(text or moment.isoformat())!r} is far away", where=where, allowed=allowed)


def missing(where: str) -> InvalidInput:
    """The error for a moment that was not given."""
    return InvalidInput("a time is missing", where=where, allowed=ALLOWED)
