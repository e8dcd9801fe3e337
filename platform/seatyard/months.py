"""Counting in calendar months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

YEARS = range(1970, 9000)
"""Of days that somebody may ask about; next to the calendar's ends a day has no midnight in some zones."""


def months_after(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def asked(text: str) -> date:
    """A day as a question names it: ``2026-03-02``. ValueError where none can be meant."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"out of all bounds: {text}")
    return day
