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
    if not EARLIEST <= moment.year <= LATEST:
        raise InvalidInput(f"{text!r} is far away", where=where, allowed=f"a year of {EARLIEST} to {LATEST}")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def missing(where: str) -> InvalidInput:
    """The error for a moment that was not given."""
    return InvalidInput("a time is missing", where=where, allowed=ALLOWED)
