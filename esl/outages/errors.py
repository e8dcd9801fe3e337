"""Checks that classes and plans share."""

from __future__ import annotations

from datetime import datetime

from seatyard import clock
from seatyard.errors import InvalidInput

LONGEST = 500
"""Characters of a reason."""


def reason_of(text: str) -> str:
    """A reason that somebody can read later."""
    told = " ".join(text.split())
    if not told or len(told) > LONGEST:
        raise InvalidInput("a reason is needed", where="reason", allowed=f"1 to {LONGEST} characters")
    return told


def told_of(at: datetime | None) -> datetime:
    """When tenants were told: now, or at some time before."""
    now = clock.now()
    if at is not None and at > now:
        raise InvalidInput("is in the future", where="announced", allowed=f"up to now, {now:%Y-%m-%dT%H:%MZ}")
    return at or now
