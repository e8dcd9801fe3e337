"""When a board is written, and when it is read: a moment after it was written.

Two clocks that run beside each other cost a change half the period of each. So a reader asks the database how
long ago its board was written, and comes again right after the next writing is due.
"""

from __future__ import annotations

from collections.abc import Iterable

EVERY = 0.6
"""Seconds between two writings: most of what a change takes to a browser."""
AFTER = 0.05
"""Seconds from a writing's being due until it is read: by then it is there."""
AGAIN = 0.1
"""Seconds until a reading that came too early is made again, twice at most."""
UNKNOWN = 0.3
"""Seconds between two readings of a board that nobody writes yet."""
LEAST = 0.2
"""Seconds between two readings at least: boards of several workers are written each at its own time."""


def pause(ages: Iterable[float | None]) -> float:
    """Seconds until the next reading of boards that were written so many seconds ago; None: never."""
    return max(min((_until_due(age) for age in ages), default=UNKNOWN), AGAIN)


def _until_due(age: float | None) -> float:
    if age is None:
        return UNKNOWN
    since = (age - AFTER) % EVERY
    if age > EVERY and since < 2 * AGAIN:
        return AGAIN
    return max(EVERY - since, LEAST)
