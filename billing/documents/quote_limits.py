"""How much a quote may ask the engine to compute: whoever types must not wait, and nobody else for him."""

from __future__ import annotations

from datetime import date
from typing import Any

from seatyard.errors import InvalidInput

BYTES = 256 * 1024
"""Of a form."""
MONTHS = 24
"""From the contract's first to the one that is shown: the engine bills each on the way."""
SEATS = 2_000
"""Leased, lines and people likewise."""
SEAT_MONTHS = 6_000
CALLS = 20_000
ENTRIES = 500
"""Of any other kind."""
OUTAGES = 20
VALUES = 20_000
"""In the box of further facts, its aliases written out."""
YEARS = range(2000, 2101)

_MOST = {"seats": SEATS, "lines": SEATS, "staff": SEATS, "calls": CALLS, "outages": OUTAGES}
_COUNTED = {"seats": "add", "lines": "add", "staff": "add", "calls": "count"}
"""What tells how many single facts an entry stands for, by kind."""


def check_dates(month: str, starts: str, ends: str) -> None:
    """Refuse days that are none, or so far apart that the engine would run for long."""
    first, shown = _day(starts, "contract.starts"), _day(f"{month}-01", "bill[0]", "a month such as 2026-03")
    if ends:
        _day(ends, "contract.ends")
    if _months(first, shown) > MONTHS:
        allowed = f"up to {MONTHS} months from the contract's first"
        raise InvalidInput(f"{month} is too far away", where="bill[0]", allowed=allowed)


def check(case: dict[str, Any]) -> None:
    """Refuse a case with more facts than a quote may have."""
    for kind, entries in case["facts"].items():
        many, most = _many(kind, entries), _MOST.get(kind, ENTRIES)
        if many > most or len(entries) > ENTRIES:
            raise InvalidInput(
                f"{many:,} {kind}", where=f"facts.{kind}", allowed=f"up to {most:,} in a quote"
            )
    first, shown = date.fromisoformat(case["contract"]["starts"]), date.fromisoformat(f"{case['bill'][0]}-01")
    months = _months(first, shown)
    seats = _many("seats", case["facts"].get("seats", []))
    if seats * months > SEAT_MONTHS:
        message = f"{seats:,} seats over {months} months"
        raise InvalidInput(message, where="facts.seats", allowed=f"up to {SEAT_MONTHS // months:,} seats")


def _many(kind: str, entries: list[Any]) -> int:
    """How many single facts they are."""
    counts = [one.get(_COUNTED.get(kind, ""), 1) if isinstance(one, dict) else 1 for one in entries]
    return sum(max(1, count) if isinstance(count, int) else 1 for count in counts)


def _months(first: date, shown: date) -> int:
    return max(1, (shown.year - first.year) * 12 + shown.month - first.month + 1)


def _day(text: str, where: str, allowed: str = "a date such as 2026-03-01") -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a day", where=where, allowed=allowed) from error
    if day.year not in YEARS:
        raise InvalidInput(f"{day.year} is too far away", where=where, allowed=f"{YEARS[0]} to {YEARS[-1]}")
    return day
