"""What a waiting caller is told, as sounds of the house in a row. Pure."""

from __future__ import annotations

from .estimate import minutes

MOST = 60
"""The greatest number that the house can say."""


def told(place: int, wait: float | None) -> list[str]:
    """The place, and the wait where it can be said; many callers ahead are just told to wait."""
    if place > MOST:
        return ["all-seats-busy"]
    return ["you-are-number", f"numbers/{place}", "in-the-queue", *_wait(wait)]


def _wait(seconds: float | None) -> list[str]:
    if seconds is None or minutes(seconds) > MOST:
        return []
    number = minutes(seconds)
    if number == 0:
        return ["less-than-a-minute"]
    return ["wait-is-about", f"numbers/{number}", "minute" if number == 1 else "minutes"]
